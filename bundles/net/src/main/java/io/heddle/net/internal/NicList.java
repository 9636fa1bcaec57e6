package io.heddle.net.internal;

import io.heddle.net.NetAddress;
import io.heddle.net.NicWatcher;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The data NICs: what operators added and removed, kept in a file of the data folder over a restart,
 * or else the one of {@code bindAddress}. Safe for all threads.
 */
final class NicList {
    /** In the data folder: a line for each NIC, see {@link NicSpec#line}. */
    static final String FILE = "nics";

    /** A file that is not ours must not fill the memory. */
    private static final int MOST_BYTES = 1 << 14;

    private final NicNotices notices;
    private final CopyOnWriteArrayList<NicWatcher> watchers = new CopyOnWriteArrayList<>();
    private @Nullable Path file;
    private boolean byOperator;
    private volatile List<NicSpec> all;

    NicList(NicSpec bound, NicNotices notices) {
        all = List.of(bound);
        this.notices = notices;
    }

    List<NicSpec> all() {
        return all;
    }

    AutoCloseable watch(NicWatcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Tells the watchers, any of whom may refuse. */
    void announce(List<NicSpec> nics) {
        List<NetAddress> addresses =
                nics.stream().flatMap(nic -> nic.addresses().stream()).toList();
        watchers.forEach(watcher -> watcher.beforeUse(addresses));
    }

    @Nullable
    NicSpec named(String name) {
        return all.stream().filter(nic -> nic.name().equals(name)).findFirst().orElse(null);
    }

    /** The configured address is another one. */
    synchronized void bound(NicSpec nic) {
        if (!byOperator) {
            all = List.of(nic);
        }
    }

    /** The data folder is known: what operators did in an earlier life counts again. */
    synchronized void home(Path folder) {
        Path kept = folder.resolve(FILE);
        file = kept;
        try (var in = Files.newInputStream(kept)) {
            List<NicSpec> read = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(NicSpec::parse)
                    .toList();
            if (read.size() > NicCheck.MOST
                    || read.stream().map(NicSpec::name).distinct().count() < read.size()) {
                throw new IllegalArgumentException(
                        "it names more than " + NicCheck.MOST + " NICs, or one of them twice");
            }
            if (!read.isEmpty()) {
                announce(read);
                all = read;
                byOperator = true;
            }
            notices.listKept();
        } catch (NoSuchFileException nobodyChose) {
            notices.listKept();
        } catch (IOException unreadable) {
            notices.listNotKept(kept, unreadable.toString());
        } catch (IllegalArgumentException malformed) {
            notices.listNotKept(kept, String.valueOf(malformed.getMessage()));
        }
    }

    synchronized void add(NicSpec nic) {
        var more = new ArrayList<>(all);
        more.add(nic);
        keep(more);
    }

    synchronized void remove(NicSpec nic) {
        var fewer = new ArrayList<>(all);
        fewer.remove(nic);
        keep(fewer);
    }

    private void keep(List<NicSpec> changed) {
        all = List.copyOf(changed);
        byOperator = true;
        Path kept = file;
        if (kept == null) {
            return; // Without a data folder nothing outlives a restart.
        }
        Path fresh = kept.resolveSibling("." + FILE + ".new");
        String text = changed.stream().map(nic -> nic.line() + "\n").collect(Collectors.joining());
        try {
            Files.writeString(fresh, text);
            Files.move(
                    fresh,
                    kept,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            notices.listKept();
        } catch (IOException unwritable) {
            notices.listNotKept(kept, unwritable.toString());
        }
    }
}
