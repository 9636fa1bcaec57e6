package io.heddle.bench.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.bench.Row;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Proves that nothing is silently absent: what cannot run and what breaks are rows with reasons. */
class TransportBenchTest {
    /** A measure that does what the test wants. */
    private record Fake(
            String name,
            @Nullable String obstacle,
            @Nullable Finding finding) implements Measure {
        @Override
        public String title() {
            return "measure " + name;
        }

        @Override
        public List<Finding> run(Pace pace) throws IOException {
            if (finding == null) {
                throw new IOException("the peer died");
            }
            return List.of(finding, finding);
        }
    }

    @Test
    void shouldMakeARowOfEverything() throws InterruptedException {
        var good = new Finding("x us", 5, 10, "Aeron", Target.ratioAtMost(0.7), 1, 2, "p99 8");
        var told = new ArrayList<String>();
        List<Row> rows = new TransportBench(
                        List.of(
                                new Fake("a", "iperf3 is missing: apt-get install iperf3.", good),
                                new Fake("b", null, good),
                                new Fake("c", null, null)),
                        new Pace(1, 1, told::add))
                .run();
        assertEquals(4, rows.size());
        Row skipped = rows.getFirst();
        assertEquals("measure a", skipped.measure());
        assertEquals("iperf3 is missing: apt-get install iperf3.", skipped.skipped());
        assertFalse(skipped.ok() || TransportBench.hasFailed(skipped));
        Row row = rows.get(1);
        assertEquals(0.5, row.ratio());
        assertEquals(0.7, row.target());
        assertEquals("ratio <= 0.70", row.wanted());
        assertTrue(row.ok() && row.skipped() == null);
        assertTrue(row.machine().contains("load"), row.machine());
        Row broken = rows.getLast();
        assertTrue(broken.skipped() != null && broken.skipped().contains("the peer died"));
        assertTrue(TransportBench.hasFailed(broken) && !broken.ok());
        assertTrue(told.getFirst().startsWith("SKIPPED: measure a"), told.toString());
    }

    @Test
    void shouldKnowWhenATargetIsReached() {
        assertTrue(Target.NONE.isReached(7, 0));
        assertTrue(Target.ratioAtMost(1).isReached(9, 1));
        assertFalse(Target.ratioAtMost(1).isReached(0, 1.01));
        assertFalse(Target.ratioAtLeast(3).isReached(9, 2.9));
        assertTrue(Target.atMost(500).isReached(500, 0));
        assertFalse(Target.atMost(0).isReached(1, 0));
        assertFalse(Target.atLeast(2).isReached(Double.NaN, 3));
        assertEquals("ours <= 500", Target.atMost(500).text());
        assertEquals("ours <= 0", Target.atMost(0).text());
        assertEquals("ours >= 2.5", Target.atLeast(2.5).text());
        assertEquals("", Target.NONE.text());
    }

    @Test
    void shouldNameEveryMeasureOnce() {
        var names = new HashSet<String>();
        for (Measure measure : Measures.all()) {
            assertTrue(measure.name().matches("[a-z0-9-]+"), measure.name());
            assertTrue(names.add(measure.name()), measure.name());
            assertFalse(measure.title().isBlank());
        }
    }

    @Test
    void shouldReadWhatIperfSays() throws IOException {
        Iperf result = Iperf.parse("""
                {"end": {"streams": [{"receiver": {"bits_per_second": 1}}],
                 "sum_sent": {"bits_per_second": 2.1e9},
                 "sum_received": {"seconds": 2.0, "bits_per_second": 8388608000.0},
                 "cpu_utilization_percent": {"host_total": 40.0, "host_user": 1.5,
                  "remote_total": 60.0}}}
                """);
        assertEquals(8_388_608_000.0, result.bitsPerSecond());
        // One core for 1,000 MiB a second.
        assertEquals(1_000, result.cpuUsPerMib(), 1e-6);
    }
}
