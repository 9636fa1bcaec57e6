package io.heddle.dpdk.internal.rte;

import io.heddle.foreign.NativeMemory;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Wakes a loop when a packet arrives (S54): an epoll of its own around the descriptor of the queue,
 * because that belongs to the driver. It stays readable until {@link #rearm}, as loops expect it.
 *
 * <p>Devices of VFIO signal an eventfd once and have to be armed again; a tap's descriptor is readable
 * as long as frames wait. Drivers of Mellanox take their event when they are disarmed.
 */
public final class RxInterrupt implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EVENTFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;

    /** {@code struct epoll_event} is packed on x86-64. */
    private static final int EVENT_BYTES = 12;

    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofShared();
    private final long word = arena.allocate(8, 8).address();
    private final long one = arena.allocate(8, 8).address();
    private final Function enable;
    private final Function disable;
    private final int port;
    private final int queue;
    private final int epoll;
    private final int own;
    private final boolean signals;

    /** @param queue the descriptor that rte_eth_dev_rx_intr_ctl_q_get_fd(3) gave */
    RxInterrupt(Eal eal, int port, int queue) {
        this.port = port;
        this.queue = queue;
        enable = eal.library().function("rte_eth_dev_rx_intr_enable");
        disable = eal.library().function("rte_eth_dev_rx_intr_disable");
        signals = isEventfd(queue);
        NativeMemory.putLong(one, 1);
        epoll = linux.epollCreate(EPOLL_CLOEXEC);
        own = linux.eventfd(0, EVENTFD_NONBLOCK_CLOEXEC);
        int result = Math.min(epoll, own);
        if (result >= 0) {
            MemorySegment event = arena.allocate(EVENT_BYTES, 8);
            event.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
            result = linux.epollCtl(epoll, EPOLL_CTL_ADD, queue, event.address());
            if (result >= 0) {
                result = linux.epollCtl(epoll, EPOLL_CTL_ADD, own, event.address());
            }
        }
        if (result < 0) {
            close();
            throw new StorageException(
                    -result,
                    "The descriptor " + queue + " of a receive queue cannot be watched: error "
                            + -result + "; raise the limit of open files (ulimit -n).");
        }
        rearm();
    }

    /** Whether a descriptor is one of those by which VFIO signals. */
    static boolean isEventfd(int fd) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd))
                    .toString()
                    .contains("[eventfd]");
        } catch (IOException unknown) {
            return false; // Then the driver resets it, or it is level-triggered.
        }
    }

    /** Readable while frames wait. */
    public int descriptor() {
        return epoll;
    }

    /** After the queue was found empty; whoever calls this looks into the queue once more. */
    public void rearm() {
        disable.call(port, 0);
        if (signals) {
            linux.read(queue, word, Long.BYTES);
        }
        enable.call(port, 0);
    }

    /** Wakes a loop, another one or this, until {@link #calm} there; on this one's thread. */
    public void signal(RxInterrupt other) {
        linux.write(other.own, one, Long.BYTES);
    }

    /** Ends signals; how many there were. */
    public long calm() {
        return linux.read(own, word, Long.BYTES) > 0 ? NativeMemory.getLong(word) : 0;
    }

    /** Before the device stops. */
    @Override
    public void close() {
        if (epoll >= 0) {
            disable.call(port, 0);
            linux.close(epoll);
        }
        if (own >= 0) {
            linux.close(own);
        }
        arena.close();
        linux.close();
    }
}
