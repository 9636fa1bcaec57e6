package io.heddle.control.internal.trust;

import io.heddle.control.internal.trust.TokenBook.Verdict;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Events;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The authority's side of joining: gives tokens out and certificates for them. */
public final class Enrolment {
    private static final int P256_BITS = 256;

    private final Identity identity;
    private final TrustFolder folder;
    private final TokenBook book;
    private final Events events;
    private final Clock clock;

    public Enrolment(TrustFolder folder, Identity identity, Events events, Clock clock) {
        this.folder = folder;
        this.identity = identity;
        this.events = events;
        this.clock = clock;
        book = new TokenBook(folder.tokens());
    }

    /**
     * A token for one process.
     *
     * @param host and {@code port} where it joins
     * @throws StorageException EPERM where the authority's key is not
     */
    public JoinToken token(String host, int port, Duration life) {
        if (!folder.hasAuthority()) {
            throw new StorageException(
                    Errno.EPERM,
                    "This process cannot sign members; ask for the token where the cluster was"
                            + " founded, which has trust/cluster.key in its data folder.");
        }
        byte[] secret = new byte[JoinToken.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Instant now = clock.instant();
        book.add(secret, now.plus(life), now);
        events.event("token-made", "a process may join at " + host + ":" + port + " once");
        return new JoinToken(host, port, Certificates.fingerprint(identity.authority()), secret);
    }

    /** Until when somebody may join; {@link Instant#MIN} if nobody may. */
    public Instant openUntil() {
        return book.openUntil(clock.instant());
    }

    /**
     * Answers a request.
     *
     * @param channel what TLS exported on this connection
     * @param control host:port for the one who joins
     */
    public JoinMessage answer(JoinMessage.Request request, byte[] channel, String control) {
        PublicKey key = provenKey(request, channel);
        if (key == null) {
            return new JoinMessage.Refused("The request to join does not prove its key; start"
                    + " the same version of heddle on both machines and try again.");
        }
        Verdict verdict = book.use(request.secret(), clock.instant());
        if (verdict != Verdict.ACCEPTED) {
            events.event("join-refused", "somebody showed a token that is " + verdict);
            return new JoinMessage.Refused(sentence(verdict));
        }
        var authorityKey = folder.authorityKey();
        if (authorityKey == null) {
            return new JoinMessage.Refused("The authority's key is gone from the data folder;"
                    + " restore trust/cluster.key from a backup.");
        }
        ProcessName name = ProcessName.fresh(identity.name().cluster());
        var certificate =
                Certificates.member(authorityKey, identity.authority(), key, name, clock.instant());
        events.event("process-joined", "process " + name.process() + " has a certificate");
        try {
            return new JoinMessage.Granted(
                    certificate.getEncoded(), identity.authority().getEncoded(), control);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate has no encoding", e);
        }
    }

    private static String sentence(Verdict verdict) {
        String again = "; make a new one with 'heddle cluster token' where the cluster runs.";
        return switch (verdict) {
            case UNKNOWN -> "The join token is not of this cluster" + again;
            case EXPIRED -> "The join token has expired" + again;
            case USED -> "The join token was used before, and each works once" + again;
            case ACCEPTED -> throw new IllegalArgumentException("An accepted token is no error");
        };
    }

    /** The key, if it is on P-256 and whoever asks has its other half; else null. */
    private static @Nullable PublicKey provenKey(JoinMessage.Request request, byte[] channel) {
        try {
            var key = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(request.key()));
            if (!(key instanceof ECPublicKey point)
                    || point.getParams().getCurve().getField().getFieldSize() != P256_BITS) {
                return null;
            }
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(key);
            signature.update(proven(channel, request.secret(), request.key()));
            return signature.verify(request.proof()) ? key : null;
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /**
     * The request of one who joins.
     *
     * @param channel what TLS exported on this connection
     */
    static JoinMessage.Request request(JoinToken token, KeyPair keys, byte[] channel) {
        byte[] key = keys.getPublic().getEncoded();
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(proven(channel, token.secret(), key));
            return new JoinMessage.Request(token.secret(), key, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JVM signs no request", e);
        }
    }

    /** What a request signs: this connection, this token, this key. */
    private static byte[] proven(byte[] channel, byte[] secret, byte[] key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("heddle join".getBytes(StandardCharsets.US_ASCII));
            digest.update(channel);
            digest.update(secret);
            return digest.digest(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no SHA-256", e);
        }
    }
}
