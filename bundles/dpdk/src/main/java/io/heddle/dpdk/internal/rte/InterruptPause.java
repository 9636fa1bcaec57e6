package io.heddle.dpdk.internal.rte;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * Keeps EAL's interrupt thread still for a moment, by an alarm that it waits in: then none of its
 * callbacks runs, and none has been left halfway. For drivers whose callbacks do not expect that their
 * device closes meanwhile.
 */
final class InterruptPause {
    /** Much longer than any callback takes. */
    private static final long MOST_SECONDS = 10;

    /** The thread hands over that it waits, and gets that it may go on. Both wait for each other. */
    private static final SynchronousQueue<Boolean> STOPPED = new SynchronousQueue<>();

    private static final SynchronousQueue<Boolean> GO_ON = new SynchronousQueue<>();

    /** void (*)(void *), for ever: the thread may still be on its way out of it. */
    private static final MemorySegment CALLBACK = stub();

    private final Function alarmSet;

    InterruptPause(Library library) {
        alarmSet = library.function("rte_eal_alarm_set");
    }

    private static MemorySegment stub() {
        try {
            return Linker.nativeLinker()
                    .upcallStub(
                            MethodHandles.lookup()
                                    .findStatic(
                                            InterruptPause.class,
                                            "stop",
                                            MethodType.methodType(void.class, long.class)),
                            FunctionDescriptor.ofVoid(JAVA_LONG),
                            Arena.global());
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** On the interrupt thread; whoever gave up waiting is not waited for. */
    private static void stop(long unused) {
        try {
            if (STOPPED.offer(true, 1, TimeUnit.SECONDS)) {
                Boolean unusedAnswer = GO_ON.poll(MOST_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something while the thread waits; one at a time, under the monitor of the EAL. */
    void during(Runnable work) {
        int result = alarmSet.call(1, CALLBACK.address(), 0, 0);
        try {
            if (result < 0 || STOPPED.poll(MOST_SECONDS, TimeUnit.SECONDS) == null) {
                throw new StorageException(
                        Errno.ETIMEDOUT,
                        "EAL's interrupt thread does not answer, so no device of it can be closed"
                                + " safely; restart this process.");
            }
            try {
                work.run();
            } finally {
                boolean unused = GO_ON.offer(true, MOST_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    Errno.EINTR,
                    "Closing a device was interrupted; restart this process.",
                    stopped);
        }
    }
}
