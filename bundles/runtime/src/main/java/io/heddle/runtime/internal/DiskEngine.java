package io.heddle.runtime.internal;

import io.heddle.foreign.uring.UringCompletion;

/** How transfers get to the kernel: by io_uring, or one blocking call each where that is forbidden. */
interface DiskEngine extends AutoCloseable {
    /** One word for people, such as "io_uring". */
    String name();

    /** @return false when the queue is full: {@link #submit}, then try again */
    boolean read(int file, long address, int bytes, long position, long userData);

    boolean write(int file, long address, int bytes, long position, boolean durable, long userData);

    boolean fdatasync(int file, long userData);

    /** Gives everything prepared to the kernel. @return transfers taken, or -errno to try again */
    int submit();

    /** Submits and sleeps until something is complete. */
    void submitAndWait();

    /** Whether {@link #submit} and {@link #reap} would find a completion. */
    boolean hasCompletions();

    /** Whether the eventfd is signalled for completions. */
    void signals(boolean on);

    /** Hands over what is complete. @return how many */
    int reap(UringCompletion handler);

    @Override
    void close();
}
