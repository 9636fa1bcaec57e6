package io.heddle.lab.internal;

import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process may do to the kernel's links, capabilities(7). */
final class Rights {
    private static final int EPERM = 1;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern EFFECTIVE = Pattern.compile("CapEff:\\s*([0-9a-f]{1,16})");
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;

    private Rights() {}

    /** @throws StorageException EPERM with the remedy */
    static void check() {
        long held = effective();
        if ((held >> CAP_NET_ADMIN & 1) == 0 || (held >> CAP_NET_RAW & 1) == 0) {
            throw new StorageException(
                    EPERM,
                    "The lab makes interfaces and opens raw sockets, and this process may not: start"
                            + " the instance as root (`heddle down`, then `sudo heddle up`), or"
                            + " give it CAP_NET_ADMIN and CAP_NET_RAW.");
        }
    }

    private static long effective() {
        try {
            Matcher line = EFFECTIVE.matcher(Files.readString(STATUS));
            return line.find() ? Long.parseUnsignedLong(line.group(1), 16) : 0;
        } catch (IOException unreadable) {
            throw new StorageException(
                    EPERM,
                    STATUS + " cannot be read (" + unreadable
                            + "), so nobody knows the rights of this process; mount /proc.",
                    unreadable);
        }
    }
}
