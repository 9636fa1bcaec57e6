package io.heddle.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.Planner;
import io.heddle.planner.SpecException;
import io.heddle.planner.SpecReader;
import io.heddle.planner.SpecWriter;

/** A description of a cluster is read and planned, or refused in one sentence with its place. */
class SpecFuzzTest {
    private static final int MOST_TEXT = 2_000;

    private final Planner planner = new Planner();

    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void shouldReadOrRefuse(byte[] data) {
        String json = new Input(data).text();
        ClusterSpec spec;
        try {
            spec = SpecReader.parse(json);
        } catch (SpecException refused) {
            String said = String.valueOf(refused.getMessage());
            if (refused.place().isBlank() || said.lines().count() != 1) {
                throw new AssertionError("not one sentence with a place: " + said, refused);
            }
            if (said.length() > MOST_TEXT) {
                throw new AssertionError(said.length() + " characters: " + said, refused);
            }
            return;
        }
        if (!SpecReader.parse(SpecWriter.write(spec)).equals(spec)) {
            throw new AssertionError("printed and read again it is another description");
        }
        planner.plan(spec, NicCatalogue.builtIn());
    }
}
