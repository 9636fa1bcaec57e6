package io.heddle.testkit.driver;

import io.heddle.foreign.linux.Linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Asks an epoll whether a descriptor is readable, level-triggered, as the loop does. A port without a
 * descriptor is asked always, so it is never asleep.
 */
final class Readiness implements AutoCloseable {
    private static final int EPOLLIN = 1;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int CLOEXEC = 0x80000;

    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment event = arena.allocate(16, 8);
    private final MemorySegment timeout = arena.allocate(16, 8);
    private final int epoll = linux.epollCreate(CLOEXEC);

    private final boolean polled;

    Readiness(int descriptor) {
        polled = descriptor < 0;
        if (polled) {
            return;
        }
        event.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
        int result = linux.epollCtl(epoll, EPOLL_CTL_ADD, descriptor, event.address());
        if (result < 0) {
            throw new AssertionError("epoll_ctl of " + descriptor + ": error " + -result);
        }
    }

    boolean within(long timeoutNs) {
        if (polled) {
            return true;
        }
        timeout.set(ValueLayout.JAVA_LONG, 0, timeoutNs / 1_000_000_000L);
        timeout.set(ValueLayout.JAVA_LONG, 8, timeoutNs % 1_000_000_000L);
        return linux.epollWait(epoll, event.address(), 1, timeout.address()) == 1;
    }

    @Override
    public void close() {
        linux.close(epoll);
        linux.close();
        arena.close();
    }
}
