package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.uring.UringCompletion;

/**
 * Transfers by pread(2), pwrite(2) and fdatasync(2), which hold the loop up: only for hosts that
 * forbid io_uring, as many containers do.
 */
final class BlockingEngine implements DiskEngine {
    private final Linux linux;
    private final long[] userData;
    private final int[] results;
    private int head;
    private int tail;

    BlockingEngine(Linux linux, int entries) {
        this.linux = linux;
        userData = new long[entries];
        results = new int[entries];
    }

    @Override
    public String name() {
        return "blocking calls";
    }

    @Override
    public boolean read(int file, long address, int bytes, long position, long data) {
        return !isFull() && done(data, linux.pread(file, address, bytes, position));
    }

    @Override
    public boolean write(
            int file, long address, int bytes, long position, boolean durable, long data) {
        if (isFull()) {
            return false;
        }
        long result = linux.pwrite(file, address, bytes, position);
        int synced = result >= 0 && durable ? linux.fdatasync(file) : 0;
        return done(data, synced < 0 ? synced : result);
    }

    @Override
    public boolean fdatasync(int file, long data) {
        return !isFull() && done(data, linux.fdatasync(file));
    }

    private boolean isFull() {
        return tail - head == results.length;
    }

    private boolean done(long data, long result) {
        int index = tail++ & (results.length - 1);
        userData[index] = data;
        results[index] = (int) result;
        return true;
    }

    @Override
    public int submit() {
        return 0;
    }

    @Override
    public void submitAndWait() {}

    @Override
    public boolean hasCompletions() {
        return tail != head;
    }

    @Override
    public void signals(boolean on) {}

    @Override
    public int reap(UringCompletion handler) {
        int count = tail - head;
        for (int left = count; left > 0; left--) {
            int index = head++ & (results.length - 1);
            handler.onCompletion(userData[index], results[index]);
        }
        return count;
    }

    @Override
    public void close() {}
}
