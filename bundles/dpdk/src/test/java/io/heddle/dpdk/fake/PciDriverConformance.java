package io.heddle.dpdk.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.pci.PciDriver;
import io.heddle.dpdk.pci.PciPlace;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicCatalogues;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.hardware.trees.TreeText;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;
import io.heddle.testkit.driver.FixedCatalogues;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** What every driver of PCI cards keeps; its test extends this and says what is its own. */
public abstract class PciDriverConformance {
    /** The catalogue that is shipped. */
    protected static final NicCatalogue BUILT_IN = NicCatalogue.builtIn();

    /**
     * What the reasons of one driver name.
     *
     * @param id a NIC of the family, such as "1d0f:ec20"
     * @param absentRule the requirement that fails without such a NIC
     * @param wanted the NIC that this rule asks for
     * @param family as the catalogue names it
     */
    public record Expected(String id, String absentRule, String wanted, String family) {}

    /** Where a tree is unpacked and what is taken is remembered. */
    @TempDir
    protected Path folder;

    /** A DPDK that has everything, unless a test says otherwise. */
    protected final FakeDpdk dpdk = new FakeDpdk();

    /** A driver under test. */
    protected abstract PciDriver driver(Dpdk dpdk, NicCatalogues catalogues, PciPlace place);

    /** What its reasons are to name. */
    protected abstract Expected expected();

    /** A machine of a tree's text. */
    protected FakeKernel kernel(String tree) {
        try {
            TreeText.unpack(tree, folder.resolve("root"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new FakeKernel(folder.resolve("root"));
    }

    /** A driver on that machine, or on one without files. */
    protected PciDriver driver(@Nullable FakeKernel kernel, String... functions) {
        FakeKernel machine = kernel == null ? kernel("/sys/bus/pci/devices/\n") : kernel;
        PciDriver made = driver(
                dpdk,
                new FixedCatalogues(BUILT_IN),
                new PciPlace(machine.root(), machine, machine, folder.resolve("data")));
        made.configure(functions);
        return made;
    }

    /** Opens a lane at whichever address. */
    protected static io.heddle.net.NetPort open(PciDriver driver) {
        var config = new PortConfig("lane", NetAddress.parse("0.0.0.0"), 60_000);
        return driver.open(config, new RecordedPortEvents());
    }

    @Test
    void shouldSayThatTheNicIsNotThere() {
        List<Reason> reasons = unusable(BUILT_IN, nic("1af4:1000"));
        assertEquals(1, reasons.size());
        Reason reason = reasons.get(0);
        assertEquals(expected().absentRule(), reason.rule());
        assertEquals("/sys/bus/pci/devices", reason.path());
        assertEquals("1af4:1000", reason.seen());
        assertEquals(expected().wanted(), reason.wanted());
    }

    @Test
    void shouldSayThatThereIsNoNetworkFunctionAtAll() {
        assertEquals("no network function", unusable(BUILT_IN).get(0).seen());
    }

    @Test
    void shouldFindANicThatAnOperatorAddsToTheCatalogue() {
        NicModel known = BUILT_IN.models().stream()
                .filter(model -> model.pci().equals(expected().id()))
                .findFirst()
                .orElseThrow();
        NicCatalogue more =
                BUILT_IN.withOverrides("""
                {"version": 1, "families": [
                  {"family": "%s", "ids": {"pf": ["1234:5678"], "source": "the operator"},
                   "dpdkDriver": {"is": "%s", "source": "the operator"}}]}
                """.formatted(expected().family(), known.dpdkDriver()));
        String absent = unusable(BUILT_IN, nic("1234:5678")).get(0).text();
        assertNotEquals(absent, unusable(more, nic("1234:5678")).get(0).text());
    }

    @Test
    void shouldAnswerABadConfigurationInOneSentence() {
        PciDriver driver = driver((FakeKernel) null, "0000:17:00.0 vfs=some");
        var result = driver.probe(Inventory.ofFunctions(List.of(nic(expected().id()))));
        List<Reason> reasons =
                assertInstanceOf(ProbeResult.Unusable.class, result).reasons();
        assertEquals(1, reasons.size());
        assertTrue(reasons.get(0).text().contains("vfs=some is out of range"));
        assertThrows(StorageException.class, driver::prepare);
    }

    @Test
    void shouldRefuseToOpenWhatItDoesNotHold() {
        PciDriver driver = driver((FakeKernel) null);
        var refused = assertThrows(StorageException.class, () -> open(driver));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("io.heddle.drivers." + driver.name()), said);
    }

    private List<Reason> unusable(NicCatalogue catalogue, PciFunction... functions) {
        PciDriver driver = driver(dpdk, new FixedCatalogues(catalogue), PciPlace.live(null));
        driver.configure();
        ProbeResult result = driver.probe(Inventory.ofFunctions(List.of(functions)));
        return assertInstanceOf(ProbeResult.Unusable.class, result).reasons();
    }

    private static PciFunction nic(String id) {
        int vendor = Integer.parseInt(id, 0, 4, 16);
        int device = Integer.parseInt(id, 5, 9, 16);
        return PciFunction.nic("0000:3b:00.0", vendor, device);
    }
}
