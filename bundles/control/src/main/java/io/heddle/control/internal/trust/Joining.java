package io.heddle.control.internal.trust;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** The side of one who joins: a key made here, the question, and what is kept of the answer. */
public final class Joining {
    /** Label of the exporter; the authority uses the same one. */
    public static final String LABEL = "EXPORTER-heddle-join";

    private final JoinToken token;
    private final KeyPair keys = Certificates.keyPair();

    public Joining(JoinToken token) {
        this.token = token;
    }

    public SSLContext tls() {
        return Tls.joining(token);
    }

    public JoinMessage.Request request(SSLSession session) {
        return Enrolment.request(token, keys, Tls.exported(session, LABEL));
    }

    /**
     * Keeps the certificate.
     *
     * @return host:port of the control connection
     * @throws StorageException with the sentence of the authority if it refused
     */
    public String keep(JoinMessage answer, TrustFolder folder) {
        return switch (answer) {
            case JoinMessage.Granted granted -> {
                folder.keep(identity(granted));
                // Reads back what later starts will read, clock included.
                folder.identity(Instant.now());
                yield granted.control();
            }
            case JoinMessage.Refused refused ->
                throw new StorageException(Errno.EACCES, refused.why());
            case JoinMessage.Request request -> throw strange();
        };
    }

    private Identity identity(JoinMessage.Granted granted) {
        try {
            X509Certificate own = Certificates.read(granted.certificate());
            X509Certificate authority = Certificates.read(granted.authority());
            own.verify(authority.getPublicKey());
            ProcessName name = ProcessName.of(own);
            if (name == null
                    || !own.getPublicKey().equals(keys.getPublic())
                    || !java.security.MessageDigest.isEqual(
                            token.fingerprint(), Certificates.fingerprint(authority))) {
                throw strange();
            }
            return new Identity(name, keys.getPrivate(), own, authority);
        } catch (GeneralSecurityException e) {
            throw strange();
        }
    }

    private StorageException strange() {
        return new StorageException(
                Errno.EPROTO,
                "The answer of " + token.host() + ":" + token.port()
                        + " is no certificate for this process; start the same version of heddle on"
                        + " both machines and try again.");
    }
}
