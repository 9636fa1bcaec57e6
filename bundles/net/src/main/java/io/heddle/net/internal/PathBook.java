package io.heddle.net.internal;

import io.heddle.net.LedgerPath;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What left by each path of each lane, against what the drivers counted at its ports. */
final class PathBook {
    /** A buffer that a port refused was sent by the witness's word; it holds at most this. */
    private static final long BUFFER_BYTES = 1 << 16;

    private record Path(String lane, int slot) {}

    /** What witnesses saw leave. */
    private static final class Left {
        final int index;
        long operations;
        long fragments;
        long again;
        long bytes;

        Left(int index) {
            this.index = index;
        }
    }

    private final Map<Path, Left> left = new LinkedHashMap<>();
    private final List<PortAccount> ports = new ArrayList<>();

    void sent(String lane, int slot, int bytes, boolean again, Story story) {
        Left path = left.computeIfAbsent(new Path(lane, slot), ignored -> new Left(left.size()));
        path.fragments++;
        path.again += again ? 1 : 0;
        path.bytes += bytes;
        if (!story.paths.get(path.index)) {
            story.paths.set(path.index);
            path.operations++;
        }
    }

    /** What one port counted while the swap was recorded. */
    void port(PortAccount account) {
        ports.add(account);
    }

    /** One row for each path that something left by; the first of its ports is named. */
    List<LedgerPath> rows() {
        var rows = new ArrayList<LedgerPath>();
        left.forEach((path, seen) -> {
            PortAccount port = port(path);
            rows.add(new LedgerPath(
                    path.lane,
                    path.slot,
                    port == null ? "none" : port.driver(),
                    port == null ? "" : port.address(),
                    seen.operations,
                    seen.fragments,
                    seen.again,
                    seen.bytes,
                    counted(path)));
        });
        return rows;
    }

    /** Holds every row against its ports. */
    void judge(Findings findings) {
        left.forEach((path, seen) -> {
            String told = "%s, path %d: %d bytes of requests left"
                    .formatted(path.lane, path.slot, seen.bytes);
            if (port(path) == null) {
                findings.add(Violation.SENT_NOWHERE, told + ", and there was no port");
            } else if (counted(path) + refused(path) < seen.bytes) {
                findings.add(Violation.PORT_SHORT, told + ", its port counted " + counted(path));
            }
        });
    }

    private @Nullable PortAccount port(Path path) {
        return ports.stream().filter(port -> isOf(port, path)).findFirst().orElse(null);
    }

    private long counted(Path path) {
        return ports.stream()
                .filter(port -> isOf(port, path))
                .mapToLong(port -> port.stats().txBytes())
                .sum();
    }

    private long refused(Path path) {
        return ports.stream()
                .filter(port -> isOf(port, path))
                .mapToLong(port -> port.stats().txRefused() * BUFFER_BYTES)
                .sum();
    }

    private static boolean isOf(PortAccount port, Path path) {
        return port.slot() == path.slot && port.lane().equals(path.lane);
    }
}
