package io.heddle.lab.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ThreadLocalRandom;

/** Plugs an interface into the bridge by ioctl(2): a loop cannot wait for a process. */
final class Plug {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int SIOCSIFHWADDR = 0x8924;
    private static final int SIOCBRADDIF = 0x89a2;

    /** struct ifreq: a name of 16 bytes, then a union with the interface's index. */
    private static final int IFREQ_BYTES = 40;

    private static final int INDEX_AT = 16;

    private static final short ARPHRD_ETHER = 1;
    private static final int ETHERNET_BYTES = 6;
    private static final byte LOCALLY_ADMINISTERED = 6;

    private Plug() {}

    static void into(Plan plan, String link) {
        Bridge.noIpv6(link);
        try (var linux = new Linux();
                Arena arena = Arena.ofConfined()) {
            int fd = linux.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            request.setString(0, link);
            long result = fd < 0 ? fd : linux.ioctl(fd, SIOCGIFINDEX, request.address());
            if (result >= 0) {
                int index = request.get(JAVA_INT, INDEX_AT);
                request.asSlice(INDEX_AT).fill((byte) 0);
                address(request);
                result = Math.min(0, linux.ioctl(fd, SIOCSIFHWADDR, request.address()));
                request.fill((byte) 0);
                request.setString(0, plan.bridge());
                request.set(JAVA_INT, INDEX_AT, index);
                result = result < 0 ? result : linux.ioctl(fd, SIOCBRADDIF, request.address());
            }
            if (fd >= 0) {
                linux.close(fd);
            }
            if (result < 0) {
                throw failed(plan, link, (int) -result, "error " + -result);
            }
        }
    }

    /**
     * Another Ethernet address than that of the port's frames: what goes to the address of an interface
     * in a bridge is for the kernel itself, and does not leave by it.
     */
    private static void address(MemorySegment request) {
        request.set(JAVA_SHORT, INDEX_AT, ARPHRD_ETHER);
        long random = ThreadLocalRandom.current().nextLong();
        for (int at = 1; at < ETHERNET_BYTES; at++) {
            request.set(JAVA_BYTE, INDEX_AT + 2 + at, (byte) (random >>> 8 * at));
        }
        request.set(JAVA_BYTE, INDEX_AT + 2, LOCALLY_ADMINISTERED);
    }

    private static StorageException failed(Plan plan, String link, int errno, String why) {
        return new StorageException(
                errno,
                "The interface " + link + " cannot be plugged into " + plan.bridge() + " (" + why
                        + "); run `heddle net lab up` again.");
    }
}
