package io.heddle.control.internal.trust;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Events;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;

/**
 * The folder {@code trust} of the data folder: {@code process.key} and {@code process.pem} of this
 * process, {@code cluster.pem} of the authority and, where the cluster was founded, {@code cluster.key}.
 */
public final class TrustFolder {
    private static final String KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";

    private final Path folder;
    private final Events events;

    public TrustFolder(Path data, Events events) {
        folder = data.resolve("trust");
        this.events = events;
    }

    public boolean isEmpty() {
        return !Files.exists(folder.resolve("process.pem"));
    }

    /** Whether this process can sign certificates of others. */
    public boolean hasAuthority() {
        return Files.exists(folder.resolve("cluster.key"));
    }

    /** Makes the authority of a new cluster and the first certificate under it. */
    public Identity found(String cluster, Instant now) {
        KeyPair authorityKeys = Certificates.keyPair();
        X509Certificate authority = Certificates.authority(authorityKeys, cluster, now);
        KeyPair keys = Certificates.keyPair();
        ProcessName name = ProcessName.fresh(cluster);
        X509Certificate own = Certificates.member(
                authorityKeys.getPrivate(), authority, keys.getPublic(), name, now);
        make();
        KeyFile.write(
                folder.resolve("cluster.key"), KEY, authorityKeys.getPrivate().getEncoded());
        var identity = new Identity(name, keys.getPrivate(), own, authority);
        keep(identity);
        events.event(
                "authority-founded",
                "the cluster's authority signs members; keep a backup of " + folder);
        return identity;
    }

    /** Keeps what this process got when it joined. The certificate comes last: it says that all is there. */
    void keep(Identity identity) {
        make();
        KeyFile.write(folder.resolve("process.key"), KEY, identity.key().getEncoded());
        KeyFile.write(folder.resolve("cluster.pem"), CERTIFICATE, encoded(identity.authority()));
        KeyFile.write(folder.resolve("process.pem"), CERTIFICATE, encoded(identity.own()));
    }

    /** What this process is, if its certificate holds now. */
    public Identity identity(Instant now) {
        PrivateKey key = key("process.key");
        X509Certificate own = certificate("process.pem");
        X509Certificate authority = certificate("cluster.pem");
        ProcessName name = ProcessName.of(own);
        if (name == null) {
            throw KeyFile.damaged(folder.resolve("process.pem"));
        }
        checkTime(own, now);
        return new Identity(name, key, own, authority);
    }

    private void checkTime(X509Certificate own, Instant now) {
        Instant from = own.getNotBefore().toInstant();
        Instant until = own.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The clock of this machine says " + now + ", which is before its certificate"
                            + " begins to hold (" + from
                            + "); set the clock, for instance with chrony.");
        }
        if (now.isAfter(until)) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The certificate of this process ended at " + until
                            + "; set the clock if it is wrong, else join the cluster again with a new"
                            + " token of 'heddle cluster token'.");
        }
    }

    /** The authority's key, or null where it is not kept. */
    @Nullable
    PrivateKey authorityKey() {
        return hasAuthority() ? key("cluster.key") : null;
    }

    Path tokens() {
        return folder.resolve("tokens");
    }

    private PrivateKey key(String name) {
        Path file = folder.resolve(name);
        byte[] der = KeyFile.read(file, KEY);
        KeyFile.checkMode(file, events);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw KeyFile.damaged(file);
        }
    }

    private X509Certificate certificate(String name) {
        Path file = folder.resolve(name);
        try {
            return Certificates.read(KeyFile.read(file, CERTIFICATE));
        } catch (GeneralSecurityException e) {
            throw KeyFile.damaged(file);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate has no encoding", e);
        }
    }

    private void make() {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EACCES,
                    "The folder " + folder + " cannot be made; see that its parent belongs to you.",
                    e);
        }
    }
}
