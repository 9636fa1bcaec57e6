package io.heddle.client.internal;

import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;
import io.heddle.wire.Opcode;

import java.util.Locale;

/** What the client moved, by operation and by the path that the bytes took. */
final class ClientCounters {
    private static final int SMALL_READ_BYTES = 32 << 10;
    private static final int SMALL_WRITE_BYTES = 256 << 10;
    private static final String[] NAMES = names();

    private final Counter[] operations = new Counter[NAMES.length];
    private final Counter readBytes;
    private final Counter writeBytes;
    private final Counter failures;
    private final Counter resent;
    private final Counter late;
    private final Counter gaveUp;
    private final Counter longestNs;
    private final Path smallRead;
    private final Path largeRead;
    private final Path smallWrite;
    private final Path largeWrite;

    /** Operations and bytes that took a path for a reason. */
    private record Path(Counter operations, Counter bytes) {
        static Path of(Counters counters, String reason) {
            String labels = "{path=\"messages\",reason=\"" + reason + "\"}";
            return new Path(
                    counters.counter("heddle_client_path_operations_total" + labels),
                    counters.counter("heddle_client_path_bytes_total" + labels));
        }

        void add(int amount) {
            operations.increment();
            bytes.add(amount);
        }
    }

    ClientCounters(Counters counters) {
        for (int opcode = 0; opcode < NAMES.length; opcode++) {
            if (NAMES[opcode] != null) {
                operations[opcode] = counters.counter(
                        "heddle_client_operations_total{op=\"" + NAMES[opcode] + "\"}");
            }
        }
        readBytes = counters.counter("heddle_client_read_bytes_total");
        writeBytes = counters.counter("heddle_client_write_bytes_total");
        failures = counters.counter("heddle_client_failures_total");
        resent = counters.counter("heddle_client_resent_total");
        late = counters.counter("heddle_client_late_answers_total");
        gaveUp = counters.counter("heddle_client_gave_up_total");
        longestNs = counters.counter("heddle_client_longest_operation_ns");
        smallRead = Path.of(counters, "read < 32 KiB");
        largeRead = Path.of(counters, "read >= 32 KiB, no RDMA");
        smallWrite = Path.of(counters, "write < 256 KiB");
        largeWrite = Path.of(counters, "write >= 256 KiB, no RDMA");
    }

    private static String[] names() {
        var names = new String[64];
        try {
            for (var field : Opcode.class.getFields()) {
                int opcode = field.getInt(null);
                if (opcode < names.length) {
                    names[opcode] = field.getName().toLowerCase(Locale.ROOT);
                }
            }
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
        return names;
    }

    void done(int opcode, int status, int sentBytes, int gotBytes) {
        if (opcode < operations.length && operations[opcode] != null) {
            operations[opcode].increment();
        }
        if (status < 0) {
            failures.increment();
        } else if (opcode == Opcode.READ) {
            readBytes.add(gotBytes);
            (gotBytes < SMALL_READ_BYTES ? smallRead : largeRead).add(gotBytes);
        } else if (opcode == Opcode.WRITE) {
            writeBytes.add(sentBytes);
            (sentBytes < SMALL_WRITE_BYTES ? smallWrite : largeWrite).add(sentBytes);
        }
    }

    void took(long durationNs) {
        if (durationNs > longestNs.value()) {
            longestNs.set(durationNs);
        }
    }

    void resent() {
        resent.increment();
    }

    void late() {
        late.increment();
    }

    void gaveUp() {
        gaveUp.increment();
    }
}
