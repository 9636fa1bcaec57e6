package io.heddle.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicCatalogues;
import io.heddle.hardware.NicModel;
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
     * @param family as the catalogue names it
     * @param servedRule the requirement that a NIC of the family would meet
     */
    public record Expected(
            String id, String absentRule, String wanted, String family, String servedRule) {}

    private static final NicCatalogue BUILT_IN = NicCatalogue.builtIn();

    /** A driver under test. */
    protected abstract NetDriver driver(NicCatalogues catalogues);

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
    void shouldSayThatItDoesNotServeTheNicYet() {
        List<Reason> reasons = unusable(nic("1af4:1000"), nic(expected().id()));
        assertEquals(expected().servedRule(), reasons.get(0).rule());
        Reason last = reasons.get(reasons.size() - 1);
        assertEquals("/sys/bus/pci/devices/0000:3b:00.0", last.path());
        assertEquals(expected().id(), last.seen());
        assertTrue(last.text().contains("does not serve"), last.text());
    }

    @Test
    void shouldFindANicThatAnOperatorAddsToTheCatalogue() {
        NicModel known = BUILT_IN.models().stream()
                .filter(model -> model.pci().equals(expected().id()))
                .findFirst()
                .orElseThrow();
        String driver = String.valueOf(known.dpdkDriver());
        NicCatalogue more = BUILT_IN.withOverrides("""
                {"version": 1, "families": [
                  {"family": "%s", "ids": {"pf": ["1234:5678"], "source": "the operator"},
                   "dpdkDriver": {"is": "%s", "source": "the operator"}}]}
                """.formatted(expected().family(), driver));
        NetDriver told = driver(new FixedCatalogues(more));
        List<Reason> reasons = told.probe(inventory(nic("1234:5678"))).reasons();
        assertTrue(reasons.getLast().text().contains("does not serve"), reasons.toString());
        assertEquals(expected().absentRule(), unusable(nic("1234:5678")).get(0).rule());
        assertEquals(1, unusable(nic("1234:5678")).size());
    }

    @Test
    void shouldRefuseToOpenWithTheRemedy() {
        PortConfig config = new PortConfig("lane", NetAddress.ipv4(0x7f000001, 0), 1400);
        StorageException refused = assertThrows(
                StorageException.class,
                () -> driver(new FixedCatalogues(BUILT_IN)).open(config, new RecordedPortEvents()));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("udp-native"), said);
    }

    private List<Reason> unusable(PciFunction... functions) {
        ProbeResult result = driver(new FixedCatalogues(BUILT_IN)).probe(inventory(functions));
        return assertInstanceOf(ProbeResult.Unusable.class, result).reasons();
    }

    private static Inventory inventory(PciFunction... functions) {
        return Inventory.ofFunctions(List.of(functions));
    }

    private static PciFunction nic(String id) {
        int vendor = Integer.parseInt(id, 0, 4, 16);
        int device = Integer.parseInt(id, 5, 9, 16);
        return PciFunction.nic("0000:3b:00.0", vendor, device);
    }
}
