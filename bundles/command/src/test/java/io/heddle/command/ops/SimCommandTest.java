package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.command.Exit;
import io.heddle.command.Heddle;
import io.heddle.sim.Invariant;
import io.heddle.sim.SeedReport;
import io.heddle.sim.SeedRun;
import io.heddle.sim.Violation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

class SimCommandTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    /** A run that finds something in seed 4. */
    private static SeedReport bad(long seed) {
        var found = new Violation(Invariant.LEAK, 5_000_000, "a slot is gone");
        return new SeedReport(
                seed,
                2_000,
                100,
                7,
                1_000,
                0,
                seed == 4 ? List.of(found) : List.of(),
                List.of("4.999 ms  the last event"));
    }

    private int run(String... args) {
        return new CommandLine(new SimCommand(SimCommandTest::bad)).execute(args);
    }

    @Test
    void shouldNameTheSeedThatFailsAndHowToReplayIt() throws IOException {
        assertEquals(Exit.FAILED, run("--seeds", "5", "--json"));
        var json = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertEquals(5, json.path("seeds").asInt());
        assertEquals(10_000, json.path("operations").asInt());
        assertEquals(500, json.path("faults").asInt());
        assertEquals("[4]", json.path("failures").toString());
        assertTrue(json.path("speed").asDouble() > 0);
        String told = err.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("heddle sim --seed 4\n"), told);
        assertTrue(told.contains("the last event") && told.contains("a slot is gone"), told);
    }

    @Test
    void shouldRunOneSeedWhenOneIsNamed() {
        assertEquals(Exit.DONE, run("--seed", "3"));
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("1 seeds, 2,000 operations"));
        assertEquals(Exit.FAILED, run("--seed", "4"));
    }

    @Test
    void shouldRunAShippedSeedToItsEnd() {
        assertEquals(SeedRun.of(7).traceHash(), SeedRun.of(7).traceHash());
        assertEquals(Exit.DONE, Heddle.run("sim", "--seed", "7"));
    }

    @Test
    void shouldRefuseWrongUse() {
        assertEquals(Exit.WRONG_USE, Heddle.run("sim", "--seeds", "0"));
        assertEquals(Exit.WRONG_USE, Heddle.run("sim", "--seeds", "many"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("--seeds wants a number above 0"));
    }
}
