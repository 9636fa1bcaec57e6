package io.heddle.net.spi;

import io.heddle.hardware.Inventory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large the buffers of kernel sockets should be, and what drivers say when they are not. */
public final class SocketBuffers {
    /** 8 MiB: two round trips of 1 ms at 32 Gb/s. */
    public static final int WANTED_BYTES = 8 << 20;

    private static final String RULE = "S57";
    private static final String RMEM_PATH = "/proc/sys/net/core/rmem_max";
    private static final String STATUS_PATH = "/proc/self/status";
    private static final int CAP_NET_ADMIN = 12;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern EFFECTIVE = Pattern.compile("CapEff:\\s*([0-9a-f]{1,16})");
    private static final String RAISE = "Run `sysctl -w net.core.rmem_max=" + WANTED_BYTES + "`";

    private SocketBuffers() {}

    /**
     * What the machine allows, for a probe.
     *
     * @param forces whether the driver uses CAP_NET_ADMIN to exceed the limit (SO_RCVBUFFORCE)
     */
    public static Reason probe(Inventory inventory, boolean forces) {
        String limit = NUMBER.matcher(read(inventory, RMEM_PATH))
                .results()
                .map(match -> match.group())
                .findFirst()
                .orElse("");
        if (!limit.isEmpty() && Long.parseLong(limit) >= WANTED_BYTES) {
            return reason("The kernel allows large socket buffers.", RMEM_PATH, limit, null);
        }
        if (forces) {
            Matcher held = EFFECTIVE.matcher(read(inventory, STATUS_PATH));
            if (held.find()
                    && (Long.parseUnsignedLong(held.group(1), 16) >> CAP_NET_ADMIN & 1) == 1) {
                return new Reason(
                        RULE,
                        "CAP_NET_ADMIN lets socket buffers exceed the limit of the kernel.",
                        STATUS_PATH,
                        held.group(),
                        "CAP_NET_ADMIN, or " + RMEM_PATH + " of " + WANTED_BYTES);
            }
        }
        return reason(
                "The kernel caps the receive buffer, bursts may be dropped.",
                RMEM_PATH,
                limit,
                remedy(forces));
    }

    /** Tells of an open port whose buffer came out too small. */
    public static void given(int bytes, boolean forces, PortEvents events) {
        if (bytes < WANTED_BYTES) {
            events.concern(
                    "The kernel caps the receive buffer, bursts may be dropped.",
                    RMEM_PATH + ": " + bytes + " bytes given of " + WANTED_BYTES,
                    remedy(forces));
        }
    }

    private static String remedy(boolean forces) {
        return RAISE + (forces ? ", or give the process CAP_NET_ADMIN." : ".");
    }

    private static Reason reason(String text, String path, String seen, @Nullable String remedy) {
        return new Reason(RULE, text, path, seen, Integer.toString(WANTED_BYTES), remedy);
    }

    /** The beginning of a file of the kernel, or nothing where there is none. */
    private static String read(Inventory inventory, String path) {
        // In one read: the kernel gives nothing beyond the first one of a sysctl.
        byte[] bytes = new byte[4_096];
        try (InputStream in = Files.newInputStream(inventory.root().resolve(path.substring(1)))) {
            int count = Math.max(0, in.read(bytes));
            return new String(bytes, 0, count, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException absent) {
            return "";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
