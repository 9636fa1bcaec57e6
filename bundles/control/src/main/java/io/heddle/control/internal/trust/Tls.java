package io.heddle.control.internal.trust;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS 1.3 as this cluster uses it: the JVM's own, with the cluster's authority as the only root. */
public final class Tls {
    private static final String[] VERSIONS = {"TLSv1.3"};
    private static final char[] NO_PASSWORD = new char[0];

    private Tls() {}

    /** Both ends of a control connection of this process. */
    public static SSLContext mutual(Identity identity) {
        return context(keys(identity), trusting(identity.authority()));
    }

    /** The end of one who has no certificate yet and believes whom the token names. */
    public static SSLContext joining(JoinToken token) {
        return context(null, new TrustManager[] {new PinnedAuthority(token.fingerprint())});
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager[] trust) {
        try {
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no TLS 1.3", e);
        }
    }

    private static KeyManager[] keys(Identity identity) {
        try {
            KeyStore store = emptyStore();
            X509Certificate[] chain = {identity.own(), identity.authority()};
            store.setKeyEntry("process", identity.key(), NO_PASSWORD, chain);
            var factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The key and the certificate of this process do not fit each other; restore the"
                            + " folder 'trust' of the data folder from a backup.",
                    e);
        }
    }

    /** Standard path validation with one root. */
    static TrustManager[] trusting(X509Certificate authority) {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("cluster", authority);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM validates no certificates", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("An empty key store does not load", e);
        }
        return store;
    }

    /** @param mutual whether the client has to show a certificate of the cluster */
    public static SSLEngine server(SSLContext context, boolean mutual) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(VERSIONS);
        engine.setNeedClientAuth(mutual);
        return engine;
    }

    public static SSLEngine client(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(VERSIONS);
        return engine;
    }

    /** 32 bytes that only the two ends of this connection know (RFC 8446, 7.5). */
    public static byte[] exported(SSLSession session, String label) {
        try {
            return ((ExtendedSSLSession) session)
                    .exportKeyingMaterialData(
                            label, "heddle".getBytes(StandardCharsets.US_ASCII), 32);
        } catch (IOException e) {
            throw new IllegalStateException("This TLS session exports no keys", e);
        }
    }

    /** Who is at the other end, or null if its certificate names no process of this cluster. */
    public static @Nullable ProcessName peer(SSLSession session, Identity identity) {
        try {
            ProcessName name = session.getPeerCertificates()[0] instanceof X509Certificate shown
                    ? ProcessName.of(shown)
                    : null;
            return name != null && name.cluster().equals(identity.name().cluster()) ? name : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** Why a connection failed, with the remedy. */
    public static String sentence(Throwable failure, String address) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateNotYetValidException
                    || cause instanceof CertificateExpiredException) {
                return "The certificate at " + address + " does not hold at this machine's time ("
                        + java.time.Instant.now() + "); set the clocks of both machines alike.";
            }
            if (cause instanceof PinnedAuthority.Refused) {
                return "Who answers at " + address + " is not the cluster that made the token;"
                        + " check the address and make a new token there.";
            }
            if (cause instanceof java.net.ConnectException) {
                return "Nobody answers at " + address
                        + "; see that heddle runs there and that no firewall is between.";
            }
        }
        return told(failure, address);
    }

    /** What an alert of TLS means here. */
    private static String told(Throwable failure, String address) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (text.contains("certificate_expired")) {
                return "The process at " + address + " finds our certificate out of its time;"
                        + " set the clocks of both machines alike.";
            }
            if (text.contains("PKIX") || text.contains("certificate_unknown")) {
                return "Who answers at " + address + " belongs to another cluster; give each"
                        + " cluster an address of its own, or join this one with a token.";
            }
            if (text.contains("bad_certificate") || text.contains("certificate_required")) {
                return "The process at " + address
                        + " does not take our certificate; join its cluster with a token.";
            }
        }
        return "The connection to " + address + " failed (" + failure
                + "); see that heddle runs there and that no firewall is between.";
    }
}
