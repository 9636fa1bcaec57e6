package io.heddle.control.internal.trust;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes servers under the one authority whose fingerprint is known; the JVM checks the path. */
final class PinnedAuthority extends X509ExtendedTrustManager {
    /** Another authority, or none. */
    static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("The authority is not the one of the token");
        }
    }

    private final byte[] fingerprint;

    PinnedAuthority(byte[] fingerprint) {
        this.fingerprint = fingerprint.clone();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        for (TrustManager standard : Tls.trusting(authority(chain))) {
            if (standard instanceof X509ExtendedTrustManager path) {
                path.checkServerTrusted(chain, authType, engine);
                return;
            }
        }
        throw new CertificateException("This JVM validates no paths");
    }

    private X509Certificate authority(X509Certificate[] chain) throws Refused {
        for (X509Certificate certificate : chain) {
            if (MessageDigest.isEqual(fingerprint, Certificates.fingerprint(certificate))) {
                return certificate;
            }
        }
        throw new Refused();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("Only engines are used here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("Only engines are used here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("No client is believed by a token");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("No client is believed by a token");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("No client is believed by a token");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
