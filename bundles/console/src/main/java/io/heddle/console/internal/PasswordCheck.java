package io.heddle.console.internal;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares passwords with the slow hash once and remembers the one that matched, keyed to this
 * process, because a browser sends it with every request.
 *
 * <p>One slow comparison runs at a time, so that guessing costs one core at most.
 */
final class PasswordCheck {
    private static final String ALGORITHM = "HmacSHA256";

    private final PasswordHash hash;
    private final SecretKeySpec key;
    private volatile byte @Nullable [] lastMatch;

    PasswordCheck(PasswordHash hash) {
        this.hash = hash;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    boolean matches(String password) {
        byte[] quick = quick(password);
        return isLastMatch(quick) || matchesSlowly(password, quick);
    }

    private boolean isLastMatch(byte[] quick) {
        byte[] known = lastMatch;
        return known != null && MessageDigest.isEqual(known, quick);
    }

    private synchronized boolean matchesSlowly(String password, byte[] quick) {
        if (isLastMatch(quick)) {
            return true;
        }
        if (!hash.matches(password)) {
            return false;
        }
        lastMatch = quick;
        return true;
    }

    private byte[] quick(String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has " + ALGORITHM + ".", impossible);
        }
    }
}
