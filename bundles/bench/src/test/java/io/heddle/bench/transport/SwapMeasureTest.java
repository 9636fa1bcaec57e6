package io.heddle.bench.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

class SwapMeasureTest {
    @Test
    void shouldSwapInAProcessOfItsOwnAndFindNothingWrong()
            throws IOException, InterruptedException {
        List<Finding> findings = new SwapMeasure(54).run(new Pace(1, 1, progress -> {}));
        System.out.println(findings);
        assertEquals(3, findings.size());
        assertTrue(findings.getFirst().ours() > 0);
        assertEquals(0, findings.get(1).ours(), findings.get(1).toString());
        assertEquals(0, findings.get(2).ours(), findings.get(2).toString());
    }
}
