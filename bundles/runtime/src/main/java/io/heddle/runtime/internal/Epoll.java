package io.heddle.runtime.internal;

import io.heddle.foreign.NativeMemory;
import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/** An epoll(7) set of one loop: descriptors with what to run when they are readable. */
final class Epoll implements AutoCloseable {
    /** Sleep until a descriptor is ready. */
    static final long FOR_EVER = -1;

    private static final int CLOEXEC = 02000000;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int IN = 1;
    private static final int EDGE_TRIGGERED = 1 << 31;
    private static final int EVENT_BYTES = 12; // struct epoll_event is packed on x86-64.
    private static final int BATCH = 64;

    private final Linux linux;
    private final LoopThread owner;
    private final Arena arena = Arena.ofShared();
    private final long events = arena.allocate((long) BATCH * EVENT_BYTES, 8).address();
    private final long timespec = arena.allocate(16, 8).address();
    private final long added = arena.allocate(EVENT_BYTES, 8).address();
    private final int fd;
    private @Nullable Watch[] watches = new Watch[64];
    private int generations;

    Epoll(Linux linux, LoopThread owner) {
        this.linux = linux;
        this.owner = owner;
        fd = linux.epollCreate(CLOEXEC);
        if (fd < 0) {
            throw new StorageException(
                    -fd, "No epoll descriptor can be made: raise the limit of open files.");
        }
    }

    /** Calls {@code onReadable} in every {@link #dispatch} while the descriptor is readable. */
    Watch watch(int descriptor, Runnable onReadable) {
        return add(descriptor, onReadable, IN);
    }

    /** Wakes {@link #await} once for each signal of an eventfd, which nobody ever has to read. */
    Watch wakeBy(int eventfd) {
        return add(eventfd, null, IN | EDGE_TRIGGERED);
    }

    private Watch add(int descriptor, @Nullable Runnable onReadable, int interest) {
        owner.check();
        int index = 0;
        while (index < watches.length && watches[index] != null) {
            index++;
        }
        if (index == watches.length) {
            watches = Arrays.copyOf(watches, index * 2);
        }
        Watch watch = new Watch(descriptor, index, ++generations, onReadable);
        NativeMemory.putInt(added, interest);
        NativeMemory.putInt(added + 4, index);
        NativeMemory.putInt(added + 8, watch.generation);
        int result = linux.epollCtl(fd, ADD, descriptor, added);
        if (result < 0) {
            throw new StorageException(
                    -result, "Descriptor " + descriptor + " cannot be watched: open it first.");
        }
        watches[index] = watch;
        return watch;
    }

    /**
     * Waits for ready descriptors.
     *
     * @param timeoutNs 0 to look only, or {@link #FOR_EVER}
     * @return how many {@link #dispatch} will find; a signal counts as none
     */
    int await(long timeoutNs) {
        NativeMemory.putLong(timespec, timeoutNs / 1_000_000_000L);
        NativeMemory.putLong(timespec + 8, timeoutNs % 1_000_000_000L);
        int ready = linux.epollWait(fd, events, BATCH, timeoutNs < 0 ? 0 : timespec);
        if (ready < 0 && ready != -Errno.EINTR) {
            throw new StorageException(-ready, "epoll_pwait2 needs Linux 5.11 or newer.");
        }
        return Math.max(ready, 0);
    }

    /** Hands the watches over that the last {@link #await} found ready. @return how many */
    int dispatch(int ready, Consumer<Watch> action) {
        int dispatched = 0;
        for (int event = 0; event < ready; event++) {
            long at = events + (long) event * EVENT_BYTES;
            Watch watch = watches[NativeMemory.getInt(at + 4)];
            // An earlier one of this batch may have closed it, and a new one may sit in its place.
            if (watch != null
                    && watch.generation == NativeMemory.getInt(at + 8)
                    && watch.onReadable != null) {
                action.accept(watch);
                dispatched++;
            }
        }
        return dispatched;
    }

    @Override
    public void close() {
        Arrays.fill(watches, null);
        linux.close(fd);
        arena.close();
    }

    /** One descriptor of the set. */
    final class Watch implements AutoCloseable {
        private final int descriptor;
        private final int index;
        private final int generation;
        private final @Nullable Runnable onReadable;

        Watch(int descriptor, int index, int generation, @Nullable Runnable onReadable) {
            this.descriptor = descriptor;
            this.index = index;
            this.generation = generation;
            this.onReadable = onReadable;
        }

        int descriptor() {
            return descriptor;
        }

        Runnable onReadable() {
            return Objects.requireNonNull(onReadable);
        }

        /** Takes it out of the set; harmless when it was closed before, or the loop has ended. */
        @Override
        public void close() {
            if (watches[index] == this) {
                owner.check();
                watches[index] = null;
                // EBADF and ENOENT: the descriptor is closed already and left the set by itself.
                linux.epollCtl(fd, DELETE, descriptor, 0);
            }
        }
    }
}
