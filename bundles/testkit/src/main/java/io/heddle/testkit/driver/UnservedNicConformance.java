package io.heddle.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.PciFunction;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * What a driver keeps whose NICs this release recognises and does not serve. Its test extends this
 * and says what the reasons are to name.
 */
public abstract class UnservedNicConformance {
    /**
     * What the reasons of one driver name.
     *
     * @param id a NIC of the family, such as "1d0f:ec20"
     * @param absentRule the requirement that fails without such a NIC
     * @param wanted the NIC that this rule asks for
     * @param missingRule the requirement that fails first where the NIC is
     */
    public record Expected(String id, String absentRule, String wanted, String missingRule) {}

    /** The driver under test. */
    protected abstract NetDriver driver();

    /** What its reasons are to name. */
    protected abstract Expected expected();

    @Test
    void shouldSayThatTheNicIsNotThere() {
        List<Reason> reasons = unusable(nic("1af4:1000"));
        assertEquals(1, reasons.size());
        Reason reason = reasons.get(0);
        assertEquals(expected().absentRule(), reason.rule());
        assertEquals("/sys/bus/pci/devices", reason.path());
        assertEquals("1af4:1000", reason.seen());
        assertEquals(expected().wanted(), reason.wanted());
    }

    @Test
    void shouldSayThatThereIsNoNetworkFunctionAtAll() {
        assertEquals("no network function", unusable().get(0).seen());
    }

    @Test
    void shouldNameWhatIsMissingAndThatItDoesNotServeTheNicYet() {
        List<Reason> reasons = unusable(nic(expected().id()));
        assertEquals(expected().missingRule(), reasons.get(0).rule());
        Reason last = reasons.get(reasons.size() - 1);
        assertEquals("/sys/bus/pci/devices/0000:3b:00.0", last.path());
        assertEquals(expected().id(), last.seen());
        assertTrue(last.text().contains("does not serve"), last.text());
    }

    @Test
    void shouldRefuseToOpenWithTheRemedy() {
        PortConfig config = new PortConfig("lane", NetAddress.ipv4(0x7f000001, 0), 1400);
        StorageException refused = assertThrows(
                StorageException.class, () -> driver().open(config, new RecordedPortEvents()));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("udp-native"), said);
    }

    private List<Reason> unusable(PciFunction... functions) {
        Inventory inventory = Inventory.ofFunctions(List.of(functions));
        ProbeResult.Unusable unusable =
                assertInstanceOf(ProbeResult.Unusable.class, driver().probe(inventory));
        return unusable.reasons();
    }

    private static PciFunction nic(String id) {
        int vendor = Integer.parseInt(id, 0, 4, 16);
        int device = Integer.parseInt(id, 5, 9, 16);
        return PciFunction.nic("0000:3b:00.0", vendor, device);
    }
}
