package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.uring.UringCompletion;
import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;
import io.heddle.runtime.DiskCompletion;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * All disk transfers of a loop. What a turn starts goes to the kernel by one call at its end. Slots of
 * transfers are pooled; the pool grows, because a {@code DiskFile} cannot refuse, and never shrinks.
 */
final class DiskRing implements AutoCloseable {
    private static final int FIRST_SLOTS = 256;

    /** Told of completions, one after the other, with a guard around each. */
    interface Delivery {
        void deliver(DiskCompletion done, long token, int result);
    }

    private final LoopThread owner;
    private final DiskEngine engine;
    private final Delivery delivery;
    private final List<UringDiskFile> files = new ArrayList<>();
    private final Counter reads;
    private final Counter writes;
    private final Counter flushes;
    private final Counter readBytes;
    private final Counter writeBytes;
    private final Counter errors;
    private final Counter shortTransfers;
    private final Counter inFlightGauge;
    private final UringCompletion completed = this::completed;
    private DiskOperation[] slots = new DiskOperation[0];
    private @Nullable DiskOperation free;
    private @Nullable DiskOperation waitingFirst;
    private @Nullable DiskOperation waitingLast;
    private @Nullable DiskOperation doneFirst;
    private @Nullable DiskOperation doneLast;
    private int inFlight;

    DiskRing(LoopThread owner, DiskEngine engine, Counters counters, String loop, Delivery told) {
        this.owner = owner;
        this.engine = engine;
        delivery = told;
        String label = "{loop=\"" + loop + "\"}";
        reads = counters.counter("heddle_disk_reads_total" + label);
        writes = counters.counter("heddle_disk_writes_total" + label);
        flushes = counters.counter("heddle_disk_flushes_total" + label);
        readBytes = counters.counter("heddle_disk_read_bytes_total" + label);
        writeBytes = counters.counter("heddle_disk_write_bytes_total" + label);
        errors = counters.counter("heddle_disk_errors_total" + label);
        shortTransfers = counters.counter("heddle_disk_short_transfers_total" + label);
        inFlightGauge = counters.counter("heddle_disk_in_flight" + label);
        grow(FIRST_SLOTS);
    }

    private void grow(int count) {
        int old = slots.length;
        slots = Arrays.copyOf(slots, old + count);
        for (int index = old; index < slots.length; index++) {
            slots[index] = new DiskOperation(index);
            slots[index].next = free;
            free = slots[index];
        }
    }

    void opened(UringDiskFile file) {
        files.add(file);
    }

    void closed(UringDiskFile file) {
        files.remove(file);
    }

    /** Starts a transfer; it reaches the kernel with {@link #submit}, at the end of the turn. */
    void start(
            UringDiskFile file,
            int kind,
            long position,
            MemorySegment memory,
            long offset,
            int lengthBytes,
            DiskCompletion done,
            long token) {
        owner.check();
        if (free == null) {
            grow(slots.length);
        }
        DiskOperation operation = Objects.requireNonNull(free);
        free = operation.next;
        operation.next = null;
        operation.kind = kind;
        operation.file = file;
        operation.memory = memory;
        operation.address = memory.address() + offset;
        operation.position = position;
        operation.lengthBytes = lengthBytes;
        operation.movedBytes = 0;
        operation.done = done;
        operation.token = token;
        inFlight++;
        file.inFlight++;
        count(kind, lengthBytes);
        prepareOrQueue(operation);
    }

    private void count(int kind, int lengthBytes) {
        switch (kind) {
            case DiskOperation.READ -> {
                reads.increment();
                readBytes.add(lengthBytes);
            }
            case DiskOperation.FLUSH -> flushes.increment();
            default -> {
                writes.increment();
                writeBytes.add(lengthBytes);
            }
        }
    }

    private void prepareOrQueue(DiskOperation operation) {
        if (waitingFirst == null && (prepare(operation) || submitted() && prepare(operation))) {
            return;
        }
        if (waitingLast == null) {
            waitingFirst = operation;
        } else {
            waitingLast.next = operation;
        }
        waitingLast = operation;
    }

    private boolean submitted() {
        return engine.submit() > 0;
    }

    private boolean prepare(DiskOperation operation) {
        int fd = Objects.requireNonNull(operation.file).descriptor();
        long address = operation.address + operation.movedBytes;
        int bytes = operation.lengthBytes - operation.movedBytes;
        long position = operation.position + operation.movedBytes;
        return switch (operation.kind) {
            case DiskOperation.READ -> engine.read(fd, address, bytes, position, operation.index);
            case DiskOperation.FLUSH -> engine.fdatasync(fd, operation.index);
            default -> {
                boolean durable = operation.kind == DiskOperation.DURABLE_WRITE;
                yield engine.write(fd, address, bytes, position, durable, operation.index);
            }
        };
    }

    /** Hands over what is complete; a system call only when there is something. @return how many */
    int complete() {
        if (inFlight == 0 || !hasCompletions()) {
            return 0;
        }
        engine.submit();
        engine.reap(completed);
        int delivered = deliver(null);
        inFlightGauge.set(inFlight);
        return delivered;
    }

    /**
     * Gives what was started to the kernel by one system call, if there is anything.
     *
     * @return whether the kernel did not take everything: try again soon
     */
    boolean submit() {
        if (inFlight == 0) {
            return false;
        }
        prepareWaiting();
        inFlightGauge.set(inFlight);
        return engine.submit() < 0 || waitingFirst != null;
    }

    private void prepareWaiting() {
        while (waitingFirst != null && prepare(waitingFirst)) {
            waitingFirst = waitingFirst.next;
        }
        if (waitingFirst == null) {
            waitingLast = null;
        }
    }

    /** Collects one completion; whoever asked is told afterwards, when the queue is consistent. */
    private void completed(long userData, int result) {
        DiskOperation operation = slots[(int) userData];
        boolean moves = operation.kind != DiskOperation.FLUSH;
        if (result == -Errno.EINTR || result == -Errno.EAGAIN) {
            prepareOrQueue(operation);
            return;
        }
        if (moves && result > 0 && operation.movedBytes + result < operation.lengthBytes) {
            shortTransfers.increment();
            operation.movedBytes += result;
            prepareOrQueue(operation);
            return;
        }
        if (result < 0) {
            errors.increment();
        }
        operation.result = result < 0 ? result : operation.movedBytes + result;
        operation.next = null;
        if (doneLast == null) {
            doneFirst = operation;
        } else {
            doneLast.next = operation;
        }
        doneLast = operation;
    }

    /** Tells those who asked, of one file only unless that is null. */
    private int deliver(@Nullable UringDiskFile only) {
        DiskOperation operation = doneFirst;
        doneFirst = null;
        doneLast = null;
        int count = 0;
        while (operation != null) {
            DiskOperation next = operation.next;
            operation.next = null;
            if (only != null && operation.file != only) {
                keep(operation);
            } else {
                tell(operation);
                count++;
            }
            operation = next;
        }
        return count;
    }

    private void keep(DiskOperation operation) {
        if (doneLast == null) {
            doneFirst = operation;
        } else {
            doneLast.next = operation;
        }
        doneLast = operation;
    }

    private void tell(DiskOperation operation) {
        DiskCompletion done = Objects.requireNonNull(operation.done);
        Objects.requireNonNull(operation.file).inFlight--;
        inFlight--;
        long token = operation.token;
        int result = operation.result;
        operation.clear();
        operation.next = free;
        free = operation;
        delivery.deliver(done, token, result);
    }

    /** Waits until a file has nothing in flight; its completions come before this returns. */
    void drain(UringDiskFile file) {
        owner.check();
        deliver(file);
        while (file.inFlight > 0) {
            prepareWaiting();
            engine.submitAndWait();
            engine.reap(completed);
            deliver(file);
        }
    }

    /** Whether the loop may sleep only if the engine signals completions. */
    boolean isBusy() {
        return inFlight > 0;
    }

    boolean hasCompletions() {
        return doneFirst != null || engine.hasCompletions();
    }

    void signals(boolean on) {
        engine.signals(on);
    }

    String engineName() {
        return engine.name();
    }

    /** Closes all files, each after what it has in flight, and the engine. */
    @Override
    public void close() {
        for (UringDiskFile file : List.copyOf(files)) {
            file.close();
        }
        engine.close();
    }
}
