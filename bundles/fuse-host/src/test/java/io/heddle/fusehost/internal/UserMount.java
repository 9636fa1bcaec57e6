package io.heddle.fusehost.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.FuseMount;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** What {@link UserMountTest} runs as another user: mounts, serves, clears a dead mount, unmounts. */
final class UserMount {
    static final String DONE = "mounted, cleared and unmounted";

    private UserMount() {}

    /** @param arguments the folder */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        var loop = new EpollLoop();
        var dead = new FuseHostComponent();
        var host = new FuseHostComponent();
        try (Arena arena = Arena.ofShared()) {
            FuseMount first = dead.mount("heddle:test", directory, loop);
            first.handler(new OneFile(arena));
            check(directory.resolve("file"));
            ((KernelMount) first).shut(); // Closes all descriptors, as the death of a process does.
            FuseMount second = host.mount("heddle:test", directory, loop);
            second.handler(new OneFile(arena));
            check(directory.resolve("file"));
            try (var busy = Files.newInputStream(directory.resolve("file"))) {
                second.unmount(false);
                throw new AssertionError("a busy mount was unmounted, " + busy.read());
            } catch (StorageException refused) {
                if (refused.errno() != Errno.EBUSY) {
                    throw refused;
                }
            }
            second.unmount(false);
            host.deactivate();
            loop.close();
        }
        if (Files.readString(Path.of("/proc/self/mountinfo")).contains(directory.toString())) {
            throw new AssertionError("a mount was left");
        }
        System.out.println(DONE);
    }

    private static void check(Path file) throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(3).nextBytes(bytes);
        Files.write(file, bytes);
        if (!Arrays.equals(bytes, Files.readAllBytes(file))) {
            throw new AssertionError("other bytes were read than written");
        }
    }
}
