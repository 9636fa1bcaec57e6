package io.heddle.lab.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Proves that a device has one holder at a time, and that the one given back last is taken last. */
class NumbersTest {
    @Test
    void shouldGiveEachDeviceToOneLaneAndTakeTheOldestFirst() {
        var numbers = new Numbers();
        assertNull(numbers.take("nobody"));
        numbers.add(1);
        numbers.add(2);
        numbers.add(3);
        Numbers.Holder first = numbers.take("server 0");
        Numbers.Holder second = numbers.take("server 1");
        assertNotNull(first);
        assertNotNull(second);
        assertEquals(new Numbers.Holder(1, "server 0"), first);
        assertTrue(numbers.isTaken(1));
        numbers.give(first);
        numbers.give(first);
        assertEquals(2, numbers.free());
        assertEquals(new Numbers.Holder(3, "client"), numbers.take("client"));
        assertEquals(new Numbers.Holder(1, "server 2"), numbers.take("server 2"));
        numbers.give(first);
        assertTrue(numbers.isTaken(1), "another lane has it now");
    }

    @Test
    void shouldForgetWhatIsLost() {
        var numbers = new Numbers();
        numbers.add(1);
        numbers.add(2);
        Numbers.Holder lost = numbers.take("server 0");
        assertNotNull(lost);
        numbers.lose(lost.number());
        numbers.give(lost);
        assertFalse(numbers.isTaken(lost.number()));
        assertEquals(List.of(2), List.copyOf(numbers.all()));
    }
}
