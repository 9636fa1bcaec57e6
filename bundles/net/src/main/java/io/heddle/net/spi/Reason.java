package io.heddle.net.spi;

import org.jspecify.annotations.Nullable;

/**
 * One fact that speaks for or against a driver.
 *
 * @param rule the number of the requirement, such as "S65"
 * @param text one sentence for people
 * @param path what was read, such as "/sys/bus/pci/devices"
 * @param seen the value that was there
 * @param wanted the value that the rule asks for
 * @param remedy what to do where the driver serves, but less well than it could; null otherwise
 */
public record Reason(
        String rule,
        String text,
        String path,
        String seen,
        String wanted,
        @Nullable String remedy) {
    /** A fact that the verdict alone follows from. */
    public Reason(String rule, String text, String path, String seen, String wanted) {
        this(rule, text, path, seen, wanted, null);
    }

    /** All of it in one line: {@code S66: Mellanox OFED is not loaded (/sys/... is absent)}. */
    public String sentence() {
        String end = seen.isEmpty() ? "" : " (" + path + " is " + seen + ")";
        return rule + ": " + text + end;
    }
}
