package io.heddle.dpdk.internal.rte;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * DPDK's environment, which starts once in a process and never again, not even after its own cleanup;
 * so nobody ends it. An instance is a view of the running one: a bundle that was updated gets another.
 *
 * <p>Everything that changes devices or memory happens under the monitor of this object: DPDK guards
 * itself as well, but then a failure's log lines are those of its own call.
 */
public final class Eal {
    private static final int EALREADY = 114;

    private final Library library;
    private final Complaints complaints;
    private final boolean huge;
    private final Set<String> loaded = new HashSet<>();
    private final InterruptPause pause;
    private final Function probe;
    private final Function remove;
    private final Function hotplugRemove;
    private final Function threadRegister;
    private final Function threadUnregister;

    private Eal(Library library, Complaints complaints) {
        this.library = library;
        this.complaints = complaints;
        huge = library.function("rte_eal_has_hugepages").call() != 0;
        pause = new InterruptPause(library);
        probe = library.function("rte_dev_probe");
        remove = library.function("rte_dev_remove");
        hotplugRemove = library.function("rte_eal_hotplug_remove");
        threadRegister = library.function("rte_thread_register");
        threadUnregister = library.function("rte_thread_unregister");
    }

    /**
     * Starts it, or finds it running. Takes up to some seconds, most of them for loading drivers.
     *
     * @param folder where the libraries are
     * @param hugeBytes free memory in huge pages
     * @throws StorageException with the reason and the remedy
     */
    public static Eal start(Abi abi, Path folder, long hugeBytes) {
        Library library = Library.load(abi, folder);
        var complaints = new Complaints(library);
        var arguments = new EalArguments(
                Affinity.processors(),
                hugeBytes,
                ProcessHandle.current().pid(),
                library.has("bus_pci"),
                library.has("bus_auxiliary"));
        var failed = new StorageException[1];
        // On a thread of its own, because EAL makes the thread that starts it its main one.
        Thread starter = Thread.ofPlatform().name("heddle-eal").start(() -> {
            try {
                init(library, complaints, arguments.list());
            } catch (StorageException refused) {
                failed[0] = refused;
            }
        });
        join(starter);
        removeFolder(library);
        if (failed[0] != null) {
            throw failed[0];
        }
        return new Eal(library, complaints);
    }

    /** EAL makes a folder for files, of which it writes none with our arguments. */
    private static void removeFolder(Library library) {
        String folder =
                Library.text(library.function("rte_eal_get_runtime_dir").pointer(0, 0, 0, 0, 0, 0));
        try {
            if (!folder.isEmpty()) {
                Files.deleteIfExists(Path.of(folder));
            }
        } catch (IOException inUse) {
            // Not empty or not ours: it harms nobody.
        }
    }

    private static void join(Thread starter) {
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException later) {
                interrupted = true; // Half an EAL cannot be left behind.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void init(Library library, Complaints complaints, List<String> arguments) {
        // DPDK keeps pointers to its arguments.
        Arena arena = Arena.global();
        MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
        for (int index = 0; index < arguments.size(); index++) {
            argv.setAtIndex(ValueLayout.ADDRESS, index, arena.allocateFrom(arguments.get(index)));
        }
        complaints.forget();
        int result = library.function("rte_eal_init").call(arguments.size(), argv.address());
        int errno = result < 0 ? library.errno() : 0;
        if (result < 0 && errno != EALREADY) {
            throw new StorageException(
                    errno,
                    "EAL, the environment of DPDK, does not start: " + library.meaning(errno)
                            + complaints.since() + "; correct that and restart this process, for"
                            + " some of it cannot be tried twice.");
        }
    }

    public Abi abi() {
        return library.abi();
    }

    /** Whether its memory is in huge pages. */
    public boolean huge() {
        return huge;
    }

    /** Loads a poll mode driver, unless EAL did so when it started. */
    public synchronized void load(String pmd) {
        if (!loaded.contains(pmd)) {
            library.load("net_" + pmd);
            loaded.add(pmd);
        }
    }

    /** Its thread of interrupts and alarms. */
    InterruptPause pause() {
        return pause;
    }

    Library library() {
        return library;
    }

    /** rte_dev_probe(3). */
    synchronized void add(String name, String devargs) {
        complaints.forget();
        try (Arena arena = Arena.ofConfined()) {
            int result = probe.call(arena.allocateFrom(devargs).address());
            if (result < 0) {
                throw failure(
                        Errno.ENODEV,
                        "The device " + name + " cannot be added with \"" + devargs + "\"",
                        result);
            }
        }
    }

    /** rte_dev_remove(3) of a struct rte_device. */
    synchronized void remove(String name, long device) {
        complaints.forget();
        int result = remove.call(device);
        if (result < 0) {
            throw failure(Errno.EBUSY, "The device " + name + " cannot be removed", result);
        }
    }

    /** Removes by its name what was added and then could not be used; whatever comes of that. */
    synchronized void discard(String name) {
        String bus = isPci(name) ? "pci" : "vdev";
        try (Arena arena = Arena.ofConfined()) {
            hotplugRemove.call(
                    arena.allocateFrom(bus).address(), arena.allocateFrom(name).address());
        }
    }

    /** Whether a name is an address such as 0000:03:10.0. */
    public static boolean isPci(String name) {
        return name.matches("[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");
    }

    /** Makes the calling thread known, so that pools keep a cache for it; rte_thread_register(3). */
    public synchronized void registerThread() {
        int result = threadRegister.call();
        if (result < 0) {
            throw failure(
                    Errno.EBUSY, "This thread cannot be made known to DPDK", -library.errno());
        }
    }

    /** rte_thread_unregister(3) of the calling thread. */
    public void unregisterThread() {
        threadUnregister.call();
    }

    /** To be called before something that may fail, so that a failure names its own reasons. */
    void attempt() {
        complaints.forget();
    }

    /**
     * What DPDK refused.
     *
     * @param otherwise the error where DPDK names none
     * @param what what failed, the beginning of the sentence
     * @param result negative, most often an errno
     */
    StorageException failure(int otherwise, String what, int result) {
        int errno = result < -1 ? -result : otherwise;
        return new StorageException(
                errno, what + ": " + library.meaning(errno) + complaints.since() + ".");
    }
}
