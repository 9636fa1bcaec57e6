package io.heddle.planner.internal;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares versions of Mellanox OFED, such as 5.4-1.0.3.0: number by number (S107). */
public final class OfedVersion {
    /** The oldest that does RDMA for us. */
    public static final String LEAST = "4.6-1.0.1.1";

    /** ofed_info prints "MLNX_OFED_LINUX-5.4-1.0.3.0 (OFED-5.4-1.0.3):". */
    private static final Pattern FORM =
            Pattern.compile("(?:[A-Za-z_]+-)*([0-9]+(?:[.-][0-9]+)*)(?:[ :].*)?");

    private static final List<BigInteger> WANTED = numbers(LEAST);

    private OfedVersion() {}

    /** Whether it is 4.6-1.0.1.1 or newer; what is no version is not. */
    public static boolean isEnough(String version) {
        Matcher form = FORM.matcher(version);
        if (!form.matches()) {
            return false;
        }
        List<BigInteger> numbers = numbers(form.group(1));
        for (int i = 0; i < WANTED.size(); i++) {
            BigInteger number = i < numbers.size() ? numbers.get(i) : BigInteger.ZERO;
            int order = number.compareTo(WANTED.get(i));
            if (order != 0) {
                return order > 0;
            }
        }
        return true;
    }

    private static List<BigInteger> numbers(String version) {
        return Arrays.stream(version.split("[.-]", -1)).map(BigInteger::new).toList();
    }
}
