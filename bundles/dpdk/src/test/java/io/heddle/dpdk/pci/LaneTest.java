package io.heddle.dpdk.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.fake.FakeDpdk;
import io.heddle.dpdk.fake.FakeKernel;
import io.heddle.dpdk.pci.Cards.Family;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.trees.Trees;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.StorageException;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;

/** Which lane gets which function, and what it is opened with. */
class LaneTest {
    private static final String TWO =
            Cards.E810 + " vfs=2 address=10.2.0.41/24 address=10.2.0.42/24 gateway=10.2.0.1 vlan=7";

    @TempDir
    private Path folder;

    private final FakeDpdk dpdk = new FakeDpdk();

    private PciDriver prepared(Family family, String tree, String... functions) {
        FakeKernel kernel = Cards.kernel(tree, folder);
        PciDriver driver = Cards.driver(family, kernel, dpdk, folder.resolve("data"));
        driver.configure(functions);
        driver.prepare();
        return driver;
    }

    private static NetPort open(PciDriver driver, String bind) {
        NetAddress address = NetAddress.parse(bind);
        return driver.open(new PortConfig("server 1", address, 60_000), new RecordedPortEvents());
    }

    @Test
    void shouldGiveEachLaneAFunctionAndTellTheLastHowToGetMore() {
        PciDriver driver = prepared(Family.E810, Cards.e810(), TWO);
        NetPort first = open(driver, "0.0.0.0");
        NetPort second = open(driver, "0.0.0.0");
        assertEquals("10.2.0.41", first.localAddress().host());
        assertEquals("10.2.0.42", second.localAddress().host());
        var none = assertThrows(StorageException.class, () -> open(driver, "0.0.0.0"));
        assertEquals(
                "No function is left for the lane server 1: the driver e810 has 2 for it, and each"
                        + " serves as many lanes as it may; in io.heddle.drivers.e810 add entries,"
                        + " raise lanes= of one, or vfs= with an address for each.",
                none.getMessage());
        first.close();
        assertEquals("10.2.0.41", open(driver, "0.0.0.0").localAddress().host());
    }

    @Test
    void shouldGiveTheFunctionOfAnAddressOrOfTheCardThatHasIt() {
        PciDriver driver = prepared(
                Family.E810,
                Cards.linked(Cards.e810()),
                Cards.E810_SECOND + " vfs=1 address=10.3.0.41/24",
                TWO);
        assertEquals("10.2.0.42", open(driver, "10.2.0.42").localAddress().host());
        var used = assertThrows(StorageException.class, () -> open(driver, "10.2.0.42"));
        assertEquals(98, used.errno()); // EADDRINUSE
        // 10.2.0.31 is the kernel's on the first port.
        assertEquals("10.2.0.41", open(driver, "10.2.0.31").localAddress().host());
        assertThrows(StorageException.class, () -> open(driver, "10.2.0.31"));
        assertEquals("10.3.0.41", open(driver, "0.0.0.0").localAddress().host());
    }

    @Test
    void shouldTakeTwoFunctionsThatTheIommuCannotKeepApart() {
        PciDriver driver = prepared(
                Family.E810,
                Cards.linked(Cards.oneGroup()),
                Cards.E810 + " lanes=1 address=10.2.0.41/24",
                Cards.E810_SECOND + " lanes=1 address=10.3.0.41/24");
        assertEquals("10.2.0.41", open(driver, "0.0.0.0").localAddress().host());
        assertEquals("10.3.0.41", open(driver, "0.0.0.0").localAddress().host());
        driver.release();
    }

    @Test
    void shouldNotLetDataLeaveThatIsBelievedToStay() {
        PciDriver driver = prepared(Family.E810, Cards.e810(), TWO);
        for (String loopback : new String[] {"127.0.0.1", "127.9.9.9", "::1"}) {
            var refused = assertThrows(StorageException.class, () -> open(driver, loopback));
            String said = String.valueOf(refused.getMessage());
            assertTrue(said.contains("bindAddress of io.heddle.net"), said);
            assertTrue(said.contains("10.2.0.41"), said);
        }
    }

    @Test
    void shouldOpenWithTheCardsArguments() {
        PciDriver driver = prepared(Family.E810, Cards.e810(), TWO + " arguments=x=1");
        open(driver, "0.0.0.0");
        DeviceSpec device = dpdk.open().get("0000:17:01.0");
        assertEquals("iavf", device.pmd());
        assertEquals("0000:17:01.0,x=1", device.devargs());
        assertEquals(9_000, device.mtuBytes()); // The physical function's.
        assertEquals(0, device.layer3().vlan());
        assertEquals("10.2.0.1", device.layer3().routes().getFirst().gateway().host());
        assertTrue(device.rxInterrupt());
    }

    @Test
    void shouldPollOnAPinnedThreadWhereLoopsHaveProcessorsForThemselves() {
        PciDriver driver = prepared(Family.E810, Cards.e810(), TWO);
        driver.open(
                new PortConfig("server 1", NetAddress.parse("0.0.0.0"), 60_000, true),
                new RecordedPortEvents());
        DeviceSpec device = dpdk.open().get("0000:17:01.0");
        assertTrue(device.pinned());
        assertTrue(!device.rxInterrupt());
    }

    @Test
    void shouldServeWithTheKernelsAddressWhereItsDriverStays() {
        PciDriver driver = prepared(Family.CONNECTX, Trees.text("mellanox-ethernet"));
        String device = open(driver, "0.0.0.0").localAddress().host();
        assertEquals("mlx5", dpdk.open().values().iterator().next().pmd());
        assertTrue(device.startsWith("10."), device);
        driver.release();
        assertThrows(StorageException.class, () -> open(driver, "0.0.0.0"));
    }

    /** S68: as many addresses as backends, whatever they have of lanes. */
    @Test
    void shouldShareTheAddressOfACardAmongLanes() {
        PciDriver driver = prepared(Family.CONNECTX, Trees.text("mellanox-ethernet"));
        var opened = new ArrayList<String>();
        int functions = (int) driver.probe(Inventory.read(folder)).reasons().stream()
                .filter(reason -> reason.text().contains("serves 8 lanes"))
                .count();
        assertTrue(functions > 0);
        for (int lane = 0; lane < 8 * functions; lane++) {
            opened.add(open(driver, "0.0.0.0").localAddress().host());
        }
        for (String host : opened) {
            assertEquals(8, opened.stream().filter(host::equals).count(), opened::toString);
        }
        // Each function has a lane before one has two.
        assertEquals(functions, opened.subList(0, functions).stream().distinct().count());
        var none = assertThrows(StorageException.class, () -> open(driver, "0.0.0.0"));
        assertTrue(String.valueOf(none.getMessage()).contains("raise lanes="), none::getMessage);
    }

    @Test
    void shouldShareAFunctionAmongAsManyLanesAsItsEntrySays() {
        PciDriver driver =
                prepared(Family.E810, Cards.e810(), Cards.E810 + " lanes=3 address=10.2.0.41/24");
        for (int lane = 0; lane < 3; lane++) {
            assertEquals("10.2.0.41", open(driver, "0.0.0.0").localAddress().host());
        }
        assertThrows(StorageException.class, () -> open(driver, "10.2.0.41"));
        assertEquals(3, dpdk.open().get(Cards.E810).lanes());
    }
}
