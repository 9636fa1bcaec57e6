package io.heddle.lab.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;
import io.heddle.net.lab.LabLinks;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Proves that names fit the kernel, addresses the benchmarks' network, and what may be bound. */
class PlanTest {
    @TempDir
    private Path folder;

    @Test
    void shouldNameAndAddressEveryDevice() {
        var plan = new Plan(LabLinks.of(folder));
        int last = Plan.FIRST_MEMIF + Plan.MOST - 1;
        for (int number = 1; number <= last; number++) {
            assertTrue(plan.near(number).length() <= 15, plan.near(number));
            assertTrue(plan.tap(number).length() <= 15, plan.tap(number));
            long address = plan.address(number).low() & 0xffff_ffffL;
            assertEquals(198, address >>> 24);
            assertEquals(18, address >>> 16 & 254);
            assertEquals(number, plan.number(plan.address(number)));
            assertTrue(plan.mac(number).matches("02(:[0-9a-f]{2}){5}"), plan.mac(number));
        }
        assertEquals(-1, plan.number(NetAddress.parse("127.0.0.1")));
        assertEquals(-1, plan.number(NetAddress.parse("::1")));
    }

    @Test
    void shouldServeLoopbackOnlyAndNoAddressTwice() {
        var plan = new Plan(LabLinks.of(folder));
        var numbers = new Numbers();
        numbers.add(1);
        Bind.check("tap", plan, numbers, config("127.0.0.1"));
        Bind.check("tap", plan, numbers, config("127.7.0.9"));
        Bind.check("tap", plan, numbers, config("::1"));
        var refused = assertThrows(
                StorageException.class, () -> Bind.check("tap", plan, numbers, config("10.0.0.7")));
        assertEquals(99, refused.errno());
        assertTrue(String.valueOf(refused.getMessage()).contains("10.0.0.7"));
        assertTrue(numbers.take("server 0") != null);
        var busy = assertThrows(
                StorageException.class,
                () -> Bind.check(
                        "tap", plan, numbers, new PortConfig("x", plan.address(1), 1_400)));
        assertEquals(98, busy.errno());
    }

    private static PortConfig config(String address) {
        return new PortConfig("x", NetAddress.parse(address), 1_400);
    }
}
