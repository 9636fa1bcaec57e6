package io.heddle.control.internal.trust;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/** Makes X.509 certificates (RFC 5280) on P-256, and reads them with the JVM's own parser. */
public final class Certificates {
    /** Clocks of a cluster may differ by this much before a new certificate is refused. */
    static final Duration SKEW = Duration.ofHours(1);

    static final Duration AUTHORITY_LIFE = Duration.ofDays(365 * 30L);
    static final Duration MEMBER_LIFE = Duration.ofDays(365 * 10L);

    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final byte[] KEY_CERT_SIGN = Der.bits(2, (byte) 0x04);
    private static final byte[] DIGITAL_SIGNATURE = Der.bits(7, (byte) 0x80);
    private static final int URI = 6;
    private static final int SERIAL_BITS = 120;

    private Certificates() {}

    static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no P-256", e);
        }
    }

    /** The cluster's own certificate, signed by itself. */
    static X509Certificate authority(KeyPair keys, String cluster, Instant now) {
        byte[] name = name("heddle cluster " + cluster);
        byte[] extensions = Der.sequence(
                extension(
                        BASIC_CONSTRAINTS,
                        true,
                        Der.sequence(Der.yes(), Der.integer(BigInteger.ZERO))),
                extension(KEY_USAGE, true, KEY_CERT_SIGN));
        return sign(
                keys.getPrivate(), name, name, keys.getPublic(), AUTHORITY_LIFE, now, extensions);
    }

    /** The certificate of a process; its name is {@link ProcessName}. */
    static X509Certificate member(
            PrivateKey authorityKey,
            X509Certificate authority,
            PublicKey key,
            ProcessName process,
            Instant now) {
        byte[] extensions = Der.sequence(
                extension(BASIC_CONSTRAINTS, true, Der.sequence()),
                extension(KEY_USAGE, true, DIGITAL_SIGNATURE),
                extension(
                        EXTENDED_KEY_USAGE,
                        false,
                        Der.sequence(Der.oid(SERVER_AUTH), Der.oid(CLIENT_AUTH))),
                extension(
                        SUBJECT_ALT_NAME,
                        false,
                        Der.sequence(Der.implicitText(URI, process.uri()))));
        return sign(
                authorityKey,
                authority.getSubjectX500Principal().getEncoded(),
                name("heddle process " + process.process()),
                key,
                MEMBER_LIFE,
                now,
                extensions);
    }

    private static X509Certificate sign(
            PrivateKey by,
            byte[] issuer,
            byte[] subject,
            PublicKey key,
            Duration life,
            Instant now,
            byte[] extensions) {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_SHA256));
        byte[] content = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
                algorithm,
                issuer,
                Der.sequence(Der.time(now.minus(SKEW)), Der.time(now.plus(life))),
                subject,
                key.getEncoded(),
                Der.explicit(3, extensions));
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(by);
            signature.update(content);
            return read(Der.sequence(content, algorithm, Der.bits(0, signature.sign())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JVM signs no certificate", e);
        }
    }

    /** @throws GeneralSecurityException if these bytes are no certificate */
    static X509Certificate read(byte[] der) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    }

    /** SHA-256 of the whole certificate. */
    static byte[] fingerprint(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no SHA-256", e);
        }
    }

    private static byte[] name(String text) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(text))));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }
}
