package io.heddle.dpdk.internal;

import io.heddle.dpdk.DpdkFacts;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.hardware.HugePages;
import io.heddle.hardware.Inventory;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from files what a machine has of DPDK; loads nothing. */
final class FactsReader {
    /** Mellanox brings its own DPDK (S42), which comes first; then what was built here. */
    private static final List<String> FOLDERS = List.of(
            "/opt/mellanox/dpdk/lib/x86_64-linux-gnu",
            "/opt/mellanox/dpdk/lib64",
            "/usr/local/lib/x86_64-linux-gnu",
            "/usr/local/lib64",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib64");

    private static final String PACKAGES = "S40";
    private static final String MEMORY = "S17";
    private static final String HUGE_PATH = "/sys/kernel/mm/hugepages";
    private static final List<String> CORE = List.of("ethdev", "bus_vdev", "mempool_ring");
    private static final Pattern LIBRARY =
            Pattern.compile("librte_([a-z0-9_]+)\\.so\\.([0-9]{1,4})");
    private static final Pattern EFFECTIVE = Pattern.compile("CapEff:\\s*([0-9a-f]{1,16})");

    /** Debian 13 has 24.11; it and others are told to install what their release has. */
    private static final Pattern TRIXIE = Pattern.compile("(?m)^VERSION_CODENAME=trixie$");

    private final Inventory inventory;
    private final Path root;
    private final List<Reason> against = new ArrayList<>();
    private final List<Reason> evidence = new ArrayList<>();

    private final @Nullable Boolean huge;

    private FactsReader(Inventory inventory, @Nullable Boolean huge) {
        this.inventory = inventory;
        this.huge = huge;
        root = inventory.root();
    }

    /** @param huge whether the EAL that runs there has huge pages; null where none runs */
    static DpdkFacts read(Inventory inventory, @Nullable Boolean huge) {
        return new FactsReader(inventory, huge).facts();
    }

    private DpdkFacts facts() {
        Set<String> unknown = new TreeSet<>();
        for (String folder : FOLDERS) {
            Set<String> libraries = libraries(folder);
            for (int number : numbers(libraries)) {
                Abi abi = Abi.of(number);
                if (abi != null) {
                    return facts(folder, abi, libraries);
                }
                unknown.add(folder + "/librte_eal.so." + number);
            }
        }
        against.add(unknown.isEmpty() ? absent() : unknown(unknown));
        return new DpdkFacts(null, 0, "", Set.of(), capabilities(), 0, against, evidence);
    }

    private DpdkFacts facts(String folder, Abi abi, Set<String> libraries) {
        var missing = new TreeSet<String>();
        for (String part : CORE) {
            if (!libraries.contains("librte_" + part + ".so." + abi.number())) {
                missing.add("librte-" + part.replace('_', '-') + abi.number());
            }
        }
        String eal = folder + "/librte_eal.so." + abi.number();
        if (!missing.isEmpty()) {
            against.add(packages(
                    "DPDK " + abi.release() + " is not installed as a whole.",
                    eal,
                    "without " + String.join(", ", missing),
                    missing));
        }
        evidence.add(new Reason(
                PACKAGES,
                "DPDK " + abi.release() + " is installed.",
                eal,
                "present",
                "one of " + Abi.known()));
        long hugeBytes = hugeBytes();
        var pmds = new TreeSet<String>();
        for (String library : libraries) {
            Matcher name = LIBRARY.matcher(library);
            if (name.matches()
                    && name.group(1).startsWith("net_")
                    && Integer.parseInt(name.group(2)) == abi.number()) {
                pmds.add(name.group(1).substring(4));
            }
        }
        return new DpdkFacts(
                abi.release(),
                abi.number(),
                folder,
                pmds,
                capabilities(),
                hugeBytes,
                against,
                evidence);
    }

    private Set<String> libraries(String folder) {
        var found = new TreeSet<String>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(below(folder), "librte_*.so.*")) {
            all.forEach(path -> found.add(path.getFileName().toString()));
        } catch (IOException | DirectoryIteratorException | UncheckedIOException unreadable) {
            return Set.of(); // No such folder, which is an answer.
        }
        return found;
    }

    /** Of the EALs among these libraries, the newest first. */
    private static List<Integer> numbers(Set<String> libraries) {
        var numbers = new TreeSet<Integer>();
        for (String library : libraries) {
            Matcher name = LIBRARY.matcher(library);
            if (name.matches() && name.group(1).equals("eal")) {
                numbers.add(Integer.parseInt(name.group(2)));
            }
        }
        return List.copyOf(numbers.descendingSet());
    }

    private Reason absent() {
        int number = TRIXIE.matcher(text("/etc/os-release")).find() ? 25 : 23;
        return packages(
                "DPDK is not installed.",
                FOLDERS.get(4) + "/librte_eal.so." + number,
                "absent",
                Set.of(
                        "librte-ethdev" + number,
                        "librte-bus-vdev" + number,
                        "librte-mempool-ring" + number));
    }

    private static Reason unknown(Set<String> eals) {
        return new Reason(
                PACKAGES,
                "This release of DPDK is unknown to Heddle, which knows " + Abi.known() + ".",
                eals.iterator().next(),
                String.join(", ", eals),
                Abi.known(),
                "Install one of those beside it.");
    }

    private static Reason packages(String text, String path, String seen, Set<String> names) {
        return new Reason(
                PACKAGES,
                text,
                path,
                seen,
                "present",
                "Run `apt-get install --no-install-recommends "
                        + String.join(" ", new TreeSet<>(names)) + "`.");
    }

    /** Free memory in huge pages, and what there is to say about it. */
    private long hugeBytes() {
        long free = 0;
        for (HugePages pool : inventory.hugePages()) {
            free += pool.free() * pool.pageBytes(); // Of the nodes, or of a machine without any.
        }
        if (huge != null) {
            free = huge ? Math.max(free, DpdkFacts.LEAST_HUGE_BYTES) : 0;
        }
        boolean enough = free >= DpdkFacts.LEAST_HUGE_BYTES;
        evidence.add(new Reason(
                MEMORY,
                enough
                        ? "Packet buffers lie in huge pages."
                        : "Packet buffers lie in pages of 4 KiB, which costs look-ups of"
                                + " addresses; devices of PCI are not opened then.",
                HUGE_PATH,
                (free >> 20) + " MiB free",
                (DpdkFacts.LEAST_HUGE_BYTES >> 20) + " MiB free",
                enough ? null : DpdkFacts.HUGE_REMEDY));
        return free;
    }

    private long capabilities() {
        Matcher held = EFFECTIVE.matcher(text("/proc/self/status"));
        return held.find() ? Long.parseUnsignedLong(held.group(1), 16) : 0;
    }

    private String text(String path) {
        try {
            return Files.readString(below(path), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private Path below(String path) {
        return root.resolve(path.substring(1));
    }
}
