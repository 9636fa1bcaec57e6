package io.heddle.bench.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.bench.peer.Answer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Proves on loopback, which needs no rights, that both kinds of pairs carry what they are told to. */
class PairTest {
    private static final Pair.Place HERE = new Pair.Place(null, "127.0.0.1");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldCompareEveryByteOfOurs() throws IOException, InterruptedException {
        try (Pair pair = Pair.heddle(HERE, HERE, 0, false)) {
            pair.impair("loss=0.05 duplicate=0.05 corrupt=0.01 reorder=0.05");
            for (String load : new String[] {
                "op=echo bytes=4096 outstanding=16 requests=400",
                "op=sink bytes=200000 outstanding=4 requests=20",
                "op=source bytes=16 wanted=200000 outstanding=4 requests=20"
            }) {
                pair.client.ask("start check=1 peers=0 " + load, LIMIT);
                Answer result = pair.client.ask("wait", LIMIT);
                assertEquals(0, result.number("wrong") + result.number("lost"), load + result);
                assertEquals(result.number("requests"), result.number("answered"));
            }
            Answer counters = pair.server.ask("counters", LIMIT);
            assertEquals(440, counters.number("requestsServed"));
            assertEquals(0, counters.number("broken") + counters.number("executedTwice"));
            assertTrue(counters.number("impairLost") > 0, counters.toString());
            var failure = assertThrows(
                    IOException.class, () -> pair.client.ask("dance on=tables", LIMIT));
            assertTrue(failure.getMessage().contains("there is no command 'dance'"));
        }
    }

    @Test
    void shouldRunTheSameLoadOnBoth() throws IOException, InterruptedException {
        try (Pair ours = Pair.heddle(HERE, HERE, 0, false);
                Pair theirs = Pair.aeron(HERE, HERE, 8_192, 0)) {
            for (Pair pair : new Pair[] {ours, theirs}) {
                Sample echo = pair.run(new Load("echo", 1024, 8), 0.2);
                assertTrue(echo.requests() > 0 && echo.p50Ns() > 0, echo.toString());
                assertTrue(echo.used().cpuNs() > 0);
                Sample bulk = pair.run(new Load("sink", 65_536, 32), 0.2);
                assertTrue(bulk.requests() > 0, bulk.toString());
            }
            long server = theirs.server.pid();
            assertTrue(Files.exists(Path.of("/dev/shm/hdl-aeron-" + server)));
            theirs.close();
            assertTrue(Files.notExists(Path.of("/dev/shm/hdl-aeron-" + server)));
        }
    }
}
