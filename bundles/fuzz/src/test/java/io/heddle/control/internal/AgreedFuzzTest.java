package io.heddle.control.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.io.UncheckedIOException;
import java.util.Arrays;

/** What the agreed log and its snapshot hold is decoded, or refused with an IOException inside. */
class AgreedFuzzTest {
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldDecodeACommandOrRefuse(byte[] data) {
        Command command;
        try {
            command = Command.decode(data);
        } catch (UncheckedIOException refused) {
            return;
        }
        if (!Command.decode(command.encode()).equals(command)) {
            throw new AssertionError(command + " is not what it becomes");
        }
    }

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldDecodeASnapshotOrRefuse(byte[] data) {
        Configuration configuration;
        try {
            configuration = Configuration.decode(data);
        } catch (UncheckedIOException refused) {
            return;
        }
        byte[] once = configuration.encode();
        if (!Arrays.equals(Configuration.decode(once).encode(), once)) {
            throw new AssertionError(configuration + " is not what it becomes");
        }
    }
}
