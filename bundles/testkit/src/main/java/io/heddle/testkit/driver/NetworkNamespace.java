package io.heddle.testkit.driver;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Syscall;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs something in a network namespace that {@code ip netns add} has made. Needs root. */
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private NetworkNamespace() {}

    /** Calls something on a thread of its own that sees this namespace only. */
    public static <T> T inside(String name, Callable<T> action) {
        var task = new FutureTask<>(() -> {
            enter(name);
            return action.call();
        });
        Thread.ofPlatform().name("in " + name).start(task);
        try {
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
    }

    private static void enter(String name) {
        try (var linux = new Linux()) {
            int fd = linux.open("/run/netns/" + name, 0, 0);
            long result = fd < 0 ? fd : linux.syscall(Syscall.SETNS, fd, CLONE_NEWNET, 0, 0, 0, 0);
            if (result < 0) {
                throw new AssertionError("setns: error " + -result);
            }
            linux.close(fd);
        }
    }
}
