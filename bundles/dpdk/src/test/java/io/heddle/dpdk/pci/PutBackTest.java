package io.heddle.dpdk.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.fake.FakeDpdk;
import io.heddle.dpdk.fake.FakeKernel;
import io.heddle.dpdk.fake.Fault;
import io.heddle.dpdk.fake.Fault.Kind;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whatever goes wrong at whichever step: afterwards the machine is as it was. */
class PutBackTest {
    private static final String[] VIRTUAL = {
        Cards.E810 + " vfs=2 address=10.2.0.41/24 address=10.2.0.42/24"
    };
    private static final String[] PHYSICAL = {Cards.E810 + " address=10.2.0.31/24"};
    private static final String[] BOTH = {VIRTUAL[0], Cards.E810_SECOND + " address=10.3.0.31/24"};

    @TempDir
    private Path folder;

    private FakeKernel kernel;
    private final FakeDpdk dpdk = new FakeDpdk();

    private FakeKernel fresh(String name) {
        String text = Cards.e810();
        // The second port has its cable, but no address, and is off.
        text = text.replace(
                "0000:17:00.1/net/ens5f1/carrier ! Reading failed: Invalid argument.",
                "0000:17:00.1/net/ens5f1/carrier: 1");
        kernel = Cards.kernel(text, folder.resolve(name));
        kernel.hasAddress("ens5f0", "10.2.0.31/24");
        kernel.hasAddress(
                "ens5f0", "10.9.0.31/24"); // No routing table has that of one that is off.
        return kernel;
    }

    private PciDriver driver(String[] functions) {
        PciDriver made = Cards.driver(Cards.Family.E810, kernel, dpdk, folder.resolve("data"));
        made.configure(functions);
        return made;
    }

    @Test
    void shouldMakeTrustAndBindVirtualFunctionsAndRemoveThem() {
        String before = fresh("one").snapshot();
        PciDriver driver = driver(VIRTUAL);
        driver.prepare();
        assertEquals(
                List.of(
                        "sriov_drivers_autoprobe of 0000:17:00.0 is 0",
                        "sriov_numvfs of 0000:17:00.0 is 2",
                        "virtual function 0 of ens5f0 is b6:97:91:00:00:01",
                        "virtual function 1 of ens5f0 is b6:94:91:00:00:01",
                        "driver_override of 0000:17:01.0 is vfio-pci",
                        "drivers_probe of pci is 0000:17:01.0",
                        "driver_override of 0000:17:01.1 is vfio-pci",
                        "drivers_probe of pci is 0000:17:01.1"),
                kernel.log());
        var granted = kernel.settings().get("ens5f0 1");
        assertEquals(true, granted.trust());
        assertEquals(true, granted.spoofCheck());
        assertEquals(List.of("iavf"), dpdk.prepared());
        assertNotEquals(before, kernel.snapshot());
        driver.release();
        driver.release();
        assertEquals(List.of(), kernel.changes(before));
        driver.prepare();
        driver.close();
        assertEquals(List.of(), kernel.changes(before));
    }

    @Test
    void shouldGiveAPhysicalFunctionItsInterfaceBack() {
        String before = fresh("one").snapshot();
        PciDriver driver = driver(PHYSICAL);
        driver.prepare();
        assertEquals("vfio-pci", kernel.link("/sys/bus/pci/devices/0000:17:00.0/driver"));
        assertEquals(List.of(), kernel.list("/sys/bus/pci/devices/0000:17:00.0/net"));
        driver.release();
        assertEquals(List.of(), kernel.changes(before));
    }

    /** Its cable is out, or it is just coming up: it is on all the same. */
    @Test
    void shouldSwitchAnInterfaceWithoutALinkOnAgain() {
        fresh("one").hasNoLink("ens5f0");
        String before = kernel.snapshot();
        PciDriver driver = driver(PHYSICAL);
        driver.prepare();
        driver.release();
        assertEquals(List.of(), kernel.changes(before));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldLeaveNothingTakenWhateverGoesWrong(Kind kind) {
        for (String[] functions : new String[][] {VIRTUAL, PHYSICAL, BOTH}) {
            fresh(kind + "-" + functions.length + "-" + functions[0].length());
            String before = kernel.snapshot();
            kernel.breaks(Fault.NONE);
            PciDriver whole = driver(functions);
            whole.prepare();
            int steps = kernel.steps();
            whole.release();
            assertTrue(steps > 2, "there are " + steps + " steps to break");
            for (int step = 1; step <= steps; step++) {
                kernel.breaks(new Fault(step, kind));
                PciDriver driver = driver(functions);
                Class<? extends Throwable> wanted = kind.name().startsWith("KILLED")
                        ? Fault.Killed.class
                        : StorageException.class;
                assertThrows(wanted, driver::prepare, () -> "at step " + kernel.log());
                if (wanted == Fault.Killed.class) {
                    // Another process, the same data folder.
                    driver(functions).recovered();
                }
                assertEquals(List.of(), kernel.changes(before), kind + " at step " + step);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldPutBackAtTheNextTryWhatFailsToBePutBack(Kind kind) {
        fresh(kind.name());
        String before = kernel.snapshot();
        for (int step = 1; ; step++) {
            PciDriver driver = driver(BOTH);
            driver.prepare();
            kernel.breaks(new Fault(step, kind));
            try {
                driver.release();
                assertTrue(kernel.steps() < step, "the fault was never met");
                break;
            } catch (StorageException stuck) {
                assertTrue(String.valueOf(stuck.getMessage()).contains("pci-e810.undo"));
                driver.release();
            } catch (Fault.Killed dead) {
                driver(BOTH).recovered();
            }
            assertEquals(List.of(), kernel.changes(before), kind + " at step " + step);
        }
        assertEquals(List.of(), kernel.changes(before));
    }

    @Test
    void shouldForgetWhatAnotherBootLeft() throws IOException {
        fresh("one");
        PciDriver killed = driver(VIRTUAL);
        kernel.breaks(new Fault(2, Kind.KILLED_AFTER));
        assertThrows(Fault.Killed.class, killed::prepare);
        Path journal = folder.resolve("data/pci-e810.undo");
        assertTrue(Files.exists(journal));
        Files.writeString(kernel.root().resolve("proc/sys/kernel/random/boot_id"), "another");
        String now = kernel.snapshot();
        driver(VIRTUAL).recovered();
        assertEquals(List.of(), kernel.changes(now)); // These are an operator's of that boot.
    }

    @Test
    void shouldLeaveAloneWhatSomebodyElseChangedMeanwhile() {
        fresh("one");
        PciDriver killed = driver(VIRTUAL);
        kernel.breaks(new Fault(2, Kind.KILLED_AFTER));
        assertThrows(Fault.Killed.class, killed::prepare);
        kernel.write("/sys/bus/pci/devices/0000:17:00.0/sriov_numvfs", "0");
        kernel.write("/sys/bus/pci/devices/0000:17:00.0/sriov_numvfs", "4");
        driver(VIRTUAL).recovered();
        assertEquals("4", kernel.read("/sys/bus/pci/devices/0000:17:00.0/sriov_numvfs"));
        assertEquals("1", kernel.read("/sys/bus/pci/devices/0000:17:00.0/sriov_drivers_autoprobe"));
    }

    @Test
    void shouldPutBackWhenThePollModeDriverDoesNotStart() {
        String before = fresh("one").snapshot();
        dpdk.fails(true);
        PciDriver driver = driver(VIRTUAL);
        var refused = assertThrows(StorageException.class, driver::prepare);
        assertTrue(String.valueOf(refused.getMessage()).contains("iavf"));
        assertEquals(List.of(), kernel.changes(before));
        assertFalse(Files.exists(folder.resolve("data/pci-e810.undo")));
        dpdk.fails(false);
        driver.prepare();
        driver.release();
        assertEquals(List.of(), kernel.changes(before));
    }

    @Test
    void shouldTakeNothingWithoutAPlaceToRememberIt() {
        String before = fresh("one").snapshot();
        PciDriver driver = Cards.driver(Cards.Family.E810, kernel, dpdk, null);
        driver.configure(VIRTUAL);
        assertThrows(StorageException.class, driver::prepare);
        assertEquals(List.of(), kernel.changes(before));
    }
}
