package io.heddle.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.hardware.CatalogueException;
import io.heddle.hardware.NicCatalogue;

/** The NIC catalogue is read, or refused in one sentence with a line of the document. */
class CatalogueFuzzTest {
    private static final int MOST_TEXT = 1_000;

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadOrRefuse(byte[] data) {
        String json = new Input(data).text();
        NicCatalogue over;
        try {
            over = NicCatalogue.builtIn().withOverrides(json);
        } catch (CatalogueException refused) {
            String said = String.valueOf(refused.getMessage());
            long lines = json.lines().count() + 1;
            if (refused.line() < 1 || refused.line() > lines) {
                throw new AssertionError(said + " of a document of " + lines + " lines");
            }
            if (said.lines().count() != 1 || said.length() > MOST_TEXT) {
                throw new AssertionError("not one short sentence: " + said);
            }
            return;
        }
        if (!over.withOverrides(json).equals(over)) {
            throw new AssertionError("the same rows over themselves changed something");
        }
    }
}
