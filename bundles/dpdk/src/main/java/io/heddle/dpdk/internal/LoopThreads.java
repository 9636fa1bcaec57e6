package io.heddle.dpdk.internal;

import io.heddle.dpdk.internal.rte.Eal;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.util.HashMap;
import java.util.Map;

/** The threads of loops that have open ports: EAL knows them, so that pools keep caches for them. */
final class LoopThreads {
    private final Map<Thread, Integer> ports = new HashMap<>();

    /** The calling thread has one more port. */
    synchronized void enter(Eal eal) {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            throw new StorageException(
                    Errno.EINVAL,
                    "A port of DPDK was asked for on the virtual thread " + thread
                            + ", which changes its kernel thread; open it on a platform thread.");
        }
        int before = ports.getOrDefault(thread, 0);
        if (before == 0) {
            eal.registerThread();
        }
        ports.put(thread, before + 1);
    }

    /** The calling thread, which entered, has one port less. */
    synchronized void leave(Eal eal) {
        Thread thread = Thread.currentThread();
        int left = ports.getOrDefault(thread, 0) - 1;
        if (left < 0) {
            throw new StorageException(
                    Errno.EINVAL,
                    "A port of DPDK was closed on " + thread.getName()
                            + " and not on the loop that opened it; close it there.");
        }
        if (left == 0) {
            ports.remove(thread);
            eal.unregisterThread();
        } else {
            ports.put(thread, left);
        }
    }
}
