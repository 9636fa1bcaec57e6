package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.internal.rte.Affinity;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What EAL and ports do to threads. */
class LoopThreadsTest {
    /** Runs it on a thread that nobody else uses. */
    private static void onThread(Runnable test) throws InterruptedException, ExecutionException {
        var task = new FutureTask<>(test, true);
        Thread.ofPlatform().name("loop").start(task).join();
        assertTrue(task.get());
    }

    private static DeviceSpec pinned(String name) {
        DeviceSpec plain = DpdkHere.device(name, "", 1);
        return new DeviceSpec(
                plain.name(), "", plain.pmd(), plain.layer3(), plain.mtuBytes(), false, true);
    }

    @Test
    void shouldPinALoopOnceAndLetItGoWithItsLastPort()
            throws InterruptedException, ExecutionException {
        DpdkHere.needs("null");
        onThread(() -> {
            BitSet before = Affinity.get();
            if (before.cardinality() < 2) {
                System.out.println("SKIPPED: one processor cannot be shared out");
                return;
            }
            var events = new RecordedPortEvents();
            NetPort one = DpdkHere.open(pinned("net_null0"), events);
            assertEquals(1, Affinity.get().cardinality());
            int processor = Affinity.get().nextSetBit(0);
            assertEquals(processor, DpdkHere.DPDK.devices().getFirst().processor());
            if (!Inventory.read(Path.of("/")).cpus().isolated().contains(processor)) {
                assertTrue(events.said().getFirst().contains("isolcpus"), events.said()::toString);
            }
            NetPort two = DpdkHere.open(pinned("net_null1"), events);
            assertEquals(processor, Affinity.get().nextSetBit(0));
            one.close();
            assertEquals(1, Affinity.get().cardinality());
            two.close();
            assertEquals(before, Affinity.get());
        });
    }

    @Test
    void shouldSayThatADeviceWithoutInterruptsIsPolled()
            throws InterruptedException, ExecutionException {
        DpdkHere.needs("null");
        onThread(() -> {
            var events = new RecordedPortEvents();
            NetPort port =
                    DpdkHere.open(DpdkHere.device("net_null0", "", 1, DpdkHere.MTU, true), events);
            assertEquals(-1, port.wakeDescriptor());
            assertTrue(events.said().getFirst().contains("polled"), events.said()::toString);
            port.close();
        });
    }

    @Test
    void shouldLeaveSignalHandlersAndProcessorsToTheProcess() throws IOException {
        String before = status("SigCgt");
        String processors = status("Cpus_allowed_list");
        DpdkHere.needs("null");
        DpdkHere.open(DpdkHere.device("net_null0", "", 1)).close();
        assertEquals(processors, status("Cpus_allowed_list"));
        // Of tap's, which another test may have opened, there is one more from then on.
        long more =
                Long.parseUnsignedLong(status("SigCgt"), 16) & ~Long.parseUnsignedLong(before, 16);
        assertEquals(0, more & 0x7fff_ffffL, "a handler of a standard signal");
    }

    /** Of the calling thread. */
    private static String status(String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
            if (line.startsWith(key + ":")) {
                return line.substring(key.length() + 1).strip();
            }
        }
        throw new AssertionError("no " + key);
    }

    /** As when the bundle is updated: its new classes find an EAL that runs already. */
    @Test
    void shouldTakeOverTheEalOfAnOlderBundle() {
        DpdkHere.needs("null");
        var other = new DpdkService();
        other.prepare("null");
        DeviceSpec device = DpdkHere.device("net_null0", "", 1);
        var config = new PortConfig("lane", device.layer3().subnets().getFirst().address(), 1_400);
        try (NetPort port = other.open(device, config, new RecordedPortEvents())) {
            assertNotNull(port.localAddress());
            assertEquals(1, other.devices().size());
        }
    }
}
