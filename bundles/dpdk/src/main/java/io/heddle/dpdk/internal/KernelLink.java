package io.heddle.dpdk.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's interface behind a device, where there is one: drivers such as af_packet do not tell
 * whether it has a carrier, or exists any more. Asks by a socket, so that it goes on to ask in the
 * network namespace that it was made in; netdevice(7). Asking allocates nothing.
 */
final class KernelLink implements AutoCloseable {
    enum State {
        UP,
        DOWN,
        GONE
    }

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SIOCGIFNAME = 0x8910;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCGIFMTU = 0x8921;

    /** struct ifreq: the name, then what is asked for. */
    private static final int REQUEST_BYTES = 40;

    private static final int NAME_BYTES = 16;

    /** IFF_UP and IFF_RUNNING. */
    private static final int RUNNING = 1 | 0x40;

    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
    private final int index;
    private final int socket;
    private final String named;

    /** @param index of the interface in this thread's network namespace */
    KernelLink(int index) {
        this.index = index;
        socket = linux.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
        if (socket < 0) {
            close();
            throw new StorageException(
                    -socket,
                    "No socket can be opened to ask for a link: error " + -socket
                            + "; raise the limit of open files (ulimit -n).");
        }
        name();
        named = request.getString(0, StandardCharsets.US_ASCII);
    }

    /** Fills in the name, which may have been changed. */
    private boolean name() {
        request.fill((byte) 0);
        request.set(ValueLayout.JAVA_INT, NAME_BYTES, index);
        return linux.ioctl(socket, SIOCGIFNAME, request.address()) >= 0;
    }

    State state() {
        long result = linux.ioctl(socket, SIOCGIFFLAGS, request.address());
        if (result == -Errno.ENODEV && name()) {
            result = linux.ioctl(socket, SIOCGIFFLAGS, request.address());
        }
        if (result < 0) {
            return State.GONE;
        }
        int flags = request.get(ValueLayout.JAVA_SHORT, NAME_BYTES);
        return (flags & RUNNING) == RUNNING ? State.UP : State.DOWN;
    }

    /** The largest packet of IP that the interface sends, or 0 if nobody knows. */
    int mtuBytes() {
        return linux.ioctl(socket, SIOCGIFMTU, request.address()) < 0
                ? 0
                : request.get(ValueLayout.JAVA_INT, NAME_BYTES);
    }

    /** Its name when this was made, such as "hdl0". */
    String named() {
        return named;
    }

    @Override
    public void close() {
        if (socket >= 0) {
            linux.close(socket);
        }
        arena.close();
        linux.close();
    }
}
