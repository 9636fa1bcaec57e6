package io.heddle.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Documents: all that can be described can be printed and read, and no text breaks the reader. */
class DocumentPropertyTest {
    private static final long SEED = Long.getLong("heddle.seed", System.nanoTime());
    private static final int RUNS = Integer.getInteger("heddle.property.runs", 1_000);
    private static final List<String> TOKENS = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "\"\"",
            "[]",
            "{}",
            "[[",
            "}",
            ",",
            ":",
            "\"version\"",
            "\"groups\"",
            "\"nics\"",
            "0.5",
            "99999999999",
            "\\u0000",
            "\ud800",
            "\u0000",
            "//");

    private final Random random = new Random(SEED);
    private final SpecGenerator specs = new SpecGenerator(random);

    @Test
    void shouldReadBackWhatItPrints() {
        for (int i = 0; i < RUNS; i++) {
            ClusterSpec spec = specs.cluster();
            String json = SpecWriter.write(spec);
            ClusterSpec again = SpecReader.parse(json);
            assertEquals(spec, again, () -> "seed " + SEED + "\n" + json);
            assertEquals(json, SpecWriter.write(again), () -> "seed " + SEED);
        }
    }

    @Test
    void shouldPlanWhateverCanBeDescribed() {
        for (int i = 0; i < RUNS; i++) {
            ClusterSpec spec = specs.cluster();
            Plan plan = new Planner().plan(spec, NicCatalogue.builtIn());
            assertEquals(spec.groups().size(), plan.groups().size(), () -> "seed " + SEED);
            assertFalse(PlanText.write(plan).isBlank());
            for (GroupPlan group : plan.groups()) {
                for (Finding finding : group.findings()) {
                    boolean isRefused = finding.verdict() == Verdict.REFUSED;
                    assertTrue(
                            !isRefused || finding.remedy() != null,
                            () -> "seed " + SEED + " " + finding);
                }
            }
        }
    }

    /** Edits that people and programs make, and worse ones. */
    @Test
    void shouldReadOrRefuseDamagedDocuments() {
        int refused = 0;
        for (int i = 0; i < RUNS; i++) {
            String json = SpecWriter.write(specs.cluster());
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                json = damaged(json);
            }
            refused += isRefused(json) ? 1 : 0;
        }
        assertTrue(refused > RUNS / 2, refused + " of " + RUNS + " were refused, seed " + SEED);
    }

    @Test
    void shouldRefuseNoise() {
        for (int i = 0; i < RUNS; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            String text = new String(noise, StandardCharsets.UTF_8);
            assertTrue(isRefused(text), () -> "seed " + SEED + " took " + text);
        }
    }

    private String damaged(String json) {
        int from = random.nextInt(json.length() + 1);
        int to = Math.min(json.length(), from + random.nextInt(12));
        String token = TOKENS.get(random.nextInt(TOKENS.size()));
        return switch (random.nextInt(5)) {
            case 0 -> json.substring(0, from);
            case 1 -> json.substring(0, from) + json.substring(to);
            case 2 -> json.substring(0, from) + token + json.substring(from);
            case 3 -> json.substring(0, from) + token + json.substring(to);
            default -> json.substring(0, to) + json.substring(from);
        };
    }

    private static boolean isRefused(String json) {
        try {
            assertNotNull(SpecReader.parse(json));
            return false;
        } catch (SpecException refused) {
            String said = String.valueOf(refused.getMessage());
            assertFalse(refused.place().isBlank(), () -> "seed " + SEED + " " + said);
            assertEquals(1, said.lines().count(), () -> "seed " + SEED + " " + said);
            assertTrue(said.contains("wanted"), said);
            return true;
        } catch (RuntimeException broken) {
            throw new AssertionError("seed " + SEED + " breaks on " + json, broken);
        }
    }
}
