package io.heddle.drivers.udp.nativ;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The sockets of a port that have something to read: the only one, or those that an epoll of the port
 * names, which the loop watches in their place. Allocates nothing after it was made.
 */
final class ReadySet implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;

    /** {@code struct epoll_event} is packed on x86-64. */
    private static final int EVENT_BYTES = 12;

    private final Linux linux;
    private final int[] sockets;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events;
    private final MemorySegment zero = arena.allocate(16, 8);
    private final int epoll;
    private int count;
    private int turn;

    ReadySet(Linux linux, List<UdpSocket> all) {
        this.linux = linux;
        sockets = all.stream().mapToInt(UdpSocket::fd).toArray();
        events = arena.allocate((long) sockets.length * EVENT_BYTES, 8);
        epoll = sockets.length == 1 ? -1 : linux.epollCreate(EPOLL_CLOEXEC);
        if (sockets.length > 1) {
            int result = epoll;
            for (int index = 0; index < sockets.length && result >= 0; index++) {
                events.set(JAVA_INT, 0, EPOLLIN);
                events.set(JAVA_LONG_UNALIGNED, 4, index);
                result = linux.epollCtl(epoll, EPOLL_CTL_ADD, sockets[index], events.address());
            }
            if (result < 0) {
                close();
                throw new StorageException(
                        -result,
                        "An epoll for the sockets of a port fails with error " + -result
                                + "; raise the limit of open files (ulimit -n).");
            }
        }
    }

    /** Readable while any socket has something. */
    int descriptor() {
        return sockets.length == 1 ? sockets[0] : epoll;
    }

    int sockets() {
        return sockets.length;
    }

    int descriptor(int socket) {
        return sockets[socket];
    }

    /** Looks now; how many sockets may have something. */
    int poll() {
        if (sockets.length == 1) {
            return 1;
        }
        turn++;
        count = linux.epollWait(epoll, events.address(), sockets.length, zero.address());
        return Math.max(0, count);
    }

    /** The n-th of them; each is the first one now and then, so that none fills all the room. */
    int socket(int position) {
        if (sockets.length == 1) {
            return 0;
        }
        long event = (long) ((position + turn & Integer.MAX_VALUE) % count) * EVENT_BYTES;
        return (int) events.get(JAVA_LONG_UNALIGNED, event + 4);
    }

    @Override
    public void close() {
        if (epoll >= 0) {
            linux.close(epoll);
        }
        arena.close();
    }
}
