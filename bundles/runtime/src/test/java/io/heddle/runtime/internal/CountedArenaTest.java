package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.heddle.runtime.CountedArena;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class CountedArenaTest {
    @Test
    void shouldCountWhatWasTakenUntilItIsClosed() {
        var arena = new CountedArena();
        assertEquals(0, arena.bytes());
        MemorySegment page = arena.allocate(4096, 4096);
        assertEquals(0, page.address() % 4096);
        arena.allocate(ValueLayout.JAVA_LONG);
        assertEquals(4104, arena.bytes());
        arena.close();
        assertEquals(0, arena.bytes());
        assertFalse(page.scope().isAlive());
    }
}
