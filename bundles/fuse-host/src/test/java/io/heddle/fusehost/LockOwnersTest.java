package io.heddle.fusehost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class LockOwnersTest {
    private final LockOwners owners = new LockOwners();

    @Test
    void shouldEndTheLocksOfAHandleWithIt() {
        long handle = owners.newHandle();
        long other = owners.newHandle();
        assertNotEquals(handle, other);
        owners.took(5, handle, 100);
        owners.took(5, handle, 100);
        owners.took(5, other, 101);
        assertEquals(0, owners.next(6, handle));
        assertEquals(100, owners.next(5, handle));
        assertEquals(0, owners.next(5, handle));
        assertEquals(101, owners.next(5, other));
    }

    @Test
    void shouldLeaveAProcessItsLocksWhenAReleaseComesLate() {
        long closed = owners.newHandle();
        long open = owners.newHandle();
        owners.took(5, closed, 100);
        owners.flushed(5, 100);
        owners.took(5, open, 100);
        assertEquals(0, owners.next(5, closed));
    }
}
