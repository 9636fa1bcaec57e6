package io.heddle.dpdk.internal.rte;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The libraries of one release. They stay until the process ends: EAL has threads of its own and
 * never starts twice, so they must outlive this bundle and its updates.
 */
final class Library {
    private static final List<String> CORE =
            List.of("eal", "ring", "mempool", "mbuf", "ethdev", "bus_vdev", "mempool_ring");

    /** Where there is one, devices of that bus are kept out unless they are given to us. */
    private static final List<String> BUSES = List.of("bus_pci", "bus_auxiliary");

    private static final int MOST_TEXT = 4_096;

    private final Abi abi;
    private final Path folder;
    private final SymbolLookup symbols;

    private Library(Abi abi, Path folder) {
        this.abi = abi;
        this.folder = folder;
        SymbolLookup all = load("eal");
        for (String part : CORE.subList(1, CORE.size())) {
            all = all.or(load(part));
        }
        symbols = all;
        for (String bus : BUSES) {
            if (has(bus)) {
                load(bus);
            }
        }
    }

    /** @throws StorageException one is missing, or is another release than its name says */
    static Library load(Abi abi, Path folder) {
        var library = new Library(abi, folder);
        String version = text(library.function("rte_version").pointer(0, 0, 0, 0, 0, 0));
        if (!version.contains(" " + abi.release() + ".")) {
            throw new StorageException(
                    Errno.EOPNOTSUPP,
                    "The libraries with the number " + abi.number() + " in " + folder + " say \""
                            + version + "\" and not DPDK " + abi.release() + ", so their structures"
                            + " are unknown; install one of " + Abi.known() + ".");
        }
        return library;
    }

    Abi abi() {
        return abi;
    }

    boolean has(String part) {
        return Files.exists(file(part));
    }

    /** Opens one more library, such as "net_af_packet"; its constructors register what it brings. */
    SymbolLookup load(String part) {
        try {
            return SymbolLookup.libraryLookup(file(part), Arena.global());
        } catch (IllegalArgumentException unloadable) {
            throw new StorageException(
                    Errno.ENOENT,
                    "The library " + file(part) + " cannot be loaded: " + unloadable.getMessage()
                            + "; install its package and what it depends on (`ldd " + file(part)
                            + "`).",
                    unloadable);
        }
    }

    private Path file(String part) {
        return folder.resolve("librte_" + part + ".so." + abi.number());
    }

    Function function(String name) {
        return new Function(symbols, name);
    }

    /** The address of a table or function. */
    long address(String name) {
        return symbols.findOrThrow(name).address();
    }

    /** The calling thread's rte_errno. */
    int errno() {
        return threadInt("per_lcore__rte_errno");
    }

    /**
     * A variable of the calling thread: the loader answers with this thread's place, so it is asked
     * each time.
     */
    int threadInt(String name) {
        return symbols.findOrThrow(name).reinterpret(Integer.BYTES).get(ValueLayout.JAVA_INT, 0);
    }

    /** What a number means, such as "No such device". */
    String meaning(int errno) {
        return text(function("rte_strerror").pointer(Math.abs(errno), 0, 0, 0, 0, 0));
    }

    /** The C string there. */
    static String text(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(MOST_TEXT).getString(0);
    }
}
