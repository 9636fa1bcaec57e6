package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Framework properties as numbers, with an error that names property, value and what is allowed. */
final class Properties {
    private Properties() {}

    static long number(BundleContext context, String name, long absent, long least, long most) {
        return number(name, context.getProperty(name), absent, least, most);
    }

    /** Takes a suffix K, M, G or T for powers of 1024, and one "x" as in "3x". */
    static long number(String name, @Nullable String text, long absent, long least, long most) {
        if (text == null || text.isBlank()) {
            return absent;
        }
        String digits = text.strip();
        int unit = "KMGT".indexOf(Character.toUpperCase(digits.charAt(digits.length() - 1)));
        if (unit >= 0 || digits.endsWith("x")) {
            digits = digits.substring(0, digits.length() - 1);
        }
        long value;
        try {
            value = Math.multiplyExact(Long.parseLong(digits), 1L << 10 * (unit + 1));
        } catch (NumberFormatException | ArithmeticException notNumber) {
            throw bad(name, text, least, most, notNumber);
        }
        if (value < least || value > most) {
            throw bad(name, text, least, most, null);
        }
        return value;
    }

    private static StorageException bad(
            String name, String text, long least, long most, @Nullable Throwable cause) {
        String sentence = "%s=%s is no number from %d to %d.".formatted(name, text, least, most);
        return cause == null
                ? new StorageException(Errno.EINVAL, sentence)
                : new StorageException(Errno.EINVAL, sentence, cause);
    }
}
