package io.heddle.drivers.mellanox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.CpuTopology;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.KernelFacts;
import io.heddle.hardware.PciFunction;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;

class MellanoxDriverTest {
    private static final KernelFacts KERNEL =
            new KernelFacts("6.1.0", 6, 1, 0, true, false, true, null);

    private final MellanoxDriver driver = new MellanoxDriver();

    @Test
    void shouldSayThatTheNicIsNotThere() {
        List<Reason> reasons = unusable(nic(0x1af4, 0x1000));
        assertEquals(1, reasons.size());
        Reason reason = reasons.get(0);
        assertEquals("S65", reason.rule());
        assertEquals("/sys/bus/pci/devices", reason.path());
        assertEquals("1af4:1000", reason.seen());
        assertEquals("a ConnectX-4 or newer of vendor 15b3", reason.wanted());
    }

    @Test
    void shouldSayThatThereIsNoNetworkFunctionAtAll() {
        assertEquals("no network function", unusable().get(0).seen());
    }

    @Test
    void shouldNameWhatIsMissingAndThatItDoesNotServeTheNicYet() {
        List<Reason> reasons = unusable(nic(0x15b3, 0x101b));
        assertEquals("S66", reasons.get(0).rule());
        Reason last = reasons.get(reasons.size() - 1);
        assertEquals("/sys/bus/pci/devices/0000:3b:00.0", last.path());
        assertEquals("15b3:101b", last.seen());
        assertTrue(last.text().contains("does not serve"), last.text());
    }

    @Test
    void shouldRefuseToOpenWithTheRemedy() {
        PortConfig config = new PortConfig("lane", NetAddress.ipv4(0x7f000001, 0), 1400);
        StorageException refused =
                assertThrows(StorageException.class, () -> driver.open(config, deaf()));
        assertTrue(refused.getMessage().contains("udp-native"), refused.getMessage());
    }

    private List<Reason> unusable(PciFunction... functions) {
        Inventory inventory = new Inventory(
                Path.of("/"),
                List.of(functions),
                List.of(),
                new CpuTopology(List.of()),
                List.of(),
                KERNEL,
                List.of());
        ProbeResult.Unusable unusable =
                assertInstanceOf(ProbeResult.Unusable.class, driver.probe(inventory));
        return unusable.reasons();
    }

    private static PciFunction nic(int vendor, int device) {
        return new PciFunction(
                "0000:3b:00.0", vendor, device, 0x020000, null, 0, -1, null, null, List.of());
    }

    /** Takes every call and does nothing. */
    private static PortEvents deaf() {
        return (PortEvents) Proxy.newProxyInstance(
                PortEvents.class.getClassLoader(),
                new Class<?>[] {PortEvents.class},
                (proxy, method, arguments) -> null);
    }
}
