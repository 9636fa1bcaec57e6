package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.jspecify.annotations.Nullable;

import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What an instance is from its first start on.
 *
 * @param servers servers (failure domains) in the JVM
 * @param control members of the control group
 * @param protection such as "3x"
 * @param capacityBytes usable capacity, copies already taken off
 * @param seal when datagrams are sealed: beyond-loopback, always or never
 */
record Shape(int servers, int control, String protection, long capacityBytes, String seal) {
    static final String BEYOND_LOOPBACK = "beyond-loopback";
    static final int SERVERS = 6;
    static final int CONTROL = 1;
    static final String PROTECTION = "3x";
    /** What the default gives at least. */
    static final long DEFAULT_CAPACITY_BYTES = 2L << 30;

    /** Below, the reserve for metadata would leave no room for data. */
    private static final long LEAST_CAPACITY_BYTES = 64L << 20;

    /** Server ids are small numbers in every datagram; one JVM holds no more than these. */
    private static final int MOST_SERVERS = 64;

    private static final Pattern COPIES = Pattern.compile("[1-9]x");
    private static final Pattern ERASURE = Pattern.compile("[0-9]+\\+[0-9]+");

    Shape {
        between("--servers", servers, 1, MOST_SERVERS);
        if (control != 1 && control != 3 && control != 5) {
            throw wrong("--control should be 1, 3 or 5 and is " + control + ".");
        }
        if (control > servers) {
            throw wrong("--control " + control + " needs as many servers; add --servers.");
        }
        if (ERASURE.matcher(protection).matches()) {
            throw wrong("--protection " + protection + ": there is no erasure coding yet; use 3x.");
        }
        if (!COPIES.matcher(protection).matches()) {
            throw wrong("--protection should be copies such as 3x and is " + protection + ".");
        }
        int copies = protection.charAt(0) - '0';
        if (copies > servers) {
            throw wrong("--protection " + protection + " needs at least " + copies + " servers, and"
                    + " there are " + servers + "; add --servers.");
        }
        if (capacityBytes < LEAST_CAPACITY_BYTES) {
            throw wrong("--capacity should be at least 64M.");
        }
    }

    static Shape of(Properties written) {
        try {
            return new Shape(
                    Integer.parseInt(written.getProperty("servers", "")),
                    Integer.parseInt(written.getProperty("control", "")),
                    written.getProperty("protection", ""),
                    Long.parseLong(written.getProperty("capacity", "")),
                    seal(written.getProperty("seal", "true")));
        } catch (NumberFormatException damaged) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "instance.properties in the data folder is damaged: restore it from a backup.",
                    damaged);
        }
    }

    /** What --seal and --no-seal mean; without either it is sealed beyond loopback. */
    static String seal(@Nullable Boolean option) {
        return option == null ? BEYOND_LOOPBACK : option ? "always" : "never";
    }

    /** "true" and "false" are those of instances that were made before there were three ways. */
    private static String seal(String written) {
        return switch (written) {
            case "true" -> BEYOND_LOOPBACK;
            case "false" -> "never";
            default -> written;
        };
    }

    /** The same instance, sealed otherwise. */
    Shape sealed(@Nullable Boolean option) {
        return option == null
                ? this
                : new Shape(servers, control, protection, capacityBytes, seal(option));
    }

    void write(Properties properties) {
        properties.setProperty("servers", Integer.toString(servers));
        properties.setProperty("control", Integer.toString(control));
        properties.setProperty("protection", protection);
        properties.setProperty("capacity", Long.toString(capacityBytes));
        properties.setProperty("seal", seal);
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " should be between " + least + " and " + most + " and is " + value
                    + ".");
        }
    }

    private static CommandException wrong(String sentence) {
        return new CommandException(Exit.WRONG_USE, sentence);
    }
}
