package io.heddle.planner.internal.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.Mode;
import io.heddle.runtime.Events;
import io.heddle.runtime.Noted;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trees that change between two readings. */
class DriftWatchTest {
    private static final String CARD = "0000:3b:00.0";
    private static final String PCI = "/sys/bus/pci/devices/" + CARD;
    private static final String NET = "/sys/class/net/ens1";

    @TempDir
    private Path root;

    private final Noted events = new Noted();
    private final List<String> reasons = new ArrayList<>();
    private final HeldRules held = new HeldRules(events);
    private SysTree tree;
    private DriftWatch watch;

    @BeforeEach
    void start() {
        tree = new SysTree(root)
                .file("/proc/sys/kernel/osrelease", "6.1.0")
                .nic(CARD, "15b3:1017", "mlx5_core", "ens1")
                .nic("0000:5e:00.0", "15b3:1017", "mlx5_core", "ens2")
                .file("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "512")
                .file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "512");
        var wishes = new Wishes(Mode.CPU, true, true, 10);
        NicCatalogue catalogue = NicCatalogue.builtIn();
        var first = tree.read();
        held.accept(Situation.of(first, catalogue, wishes).findings());
        watch = new DriftWatch(first, tree::read, events, (inventory, why) -> {
            reasons.add(why);
            held.look(Situation.of(inventory, catalogue, wishes).findings(), why);
        });
    }

    private void saw(String... sentences) {
        watch.look();
        assertEquals(List.of(sentences), events.news());
    }

    @Test
    void shouldSayNothingWhenNothingChanges() {
        saw();
        saw();
        assertEquals(List.of(), reasons);
        assertEquals(List.of(), events.alerts());
    }

    @Test
    void shouldTellOfALinkThatGoesAndComes() {
        tree.file(NET + "/operstate", "down").file(NET + "/carrier", "0");
        tree.remove(NET + "/speed");
        saw(
                "ens1: the link changed from up to down (" + NET + "/operstate).",
                "ens1: the carrier changed from true to false (" + NET + "/carrier).");
        assertTrue(reasons.getFirst().endsWith(", and 1 more"), reasons.getFirst());
        tree.plain("ens1");
        saw(
                "ens1: the link changed from down to up (" + NET + "/operstate).",
                "ens1: the carrier changed from false to true (" + NET + "/carrier).");
    }

    @Test
    void shouldAlertWhileTheMtusDiffer() {
        tree.file(NET + "/mtu", "1500");
        saw("ens1: the MTU changed from 9000 to 1500 (" + NET + "/mtu).");
        Events.Alert alert = events.alert("drift");
        assertNotNull(alert);
        assertTrue(alert.text().contains("S35"), alert.text());
        assertTrue(alert.evidence().contains("from 9000 to 1500"), alert.evidence());
        assertEquals(Events.Severity.ALERT, alert.severity());
        saw();
        assertNotNull(events.alert("drift"));
        tree.file(NET + "/mtu", "9000");
        saw("ens1: the MTU changed from 1500 to 9000 (" + NET + "/mtu).");
        assertNull(events.alert("drift"));
    }

    @Test
    void shouldTellOfSpeedDriverPagesAndVirtualFunctions() {
        tree.file(NET + "/speed", "25000");
        saw("ens1: the speed changed from 100000 to 25000 (" + NET + "/speed).");
        tree.rebind(CARD, "vfio-pci");
        saw(CARD + ": the kernel driver changed from mlx5_core to vfio-pci (" + PCI + "/driver).");
        tree.file("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0");
        saw("huge pages of 2048 kB: the pages changed from 512 to 0"
                + " (/sys/kernel/mm/hugepages).");
        tree.file(PCI + "/sriov_totalvfs", "8").file(PCI + "/sriov_numvfs", "4");
        saw(CARD + ": the number of virtual functions changed from none to 4 (" + PCI
                + "/sriov_numvfs).");
        tree.file("/sys/module/vfio_pci/refcnt", "1");
        saw("kernel: vfio-pci changed from not loaded to loaded (/sys/module/vfio_pci).");
        tree.file("/sys/module/mlx_compat/version", "5.4-1.0.3");
        saw("OFED: its modules changed from not loaded to loaded (/sys/module/mlx_compat).");
    }

    @Test
    void shouldAlertUntilANicIsBack() {
        tree.remove(PCI).remove(NET);
        watch.look();
        assertEquals(
                List.of(
                        CARD + ": the NIC left, from present to absent (" + PCI + ").",
                        "ens1: the interface left, from present to absent (" + NET + ")."),
                events.news());
        Events.Alert alert = events.alert("nic-gone");
        assertNotNull(alert);
        assertEquals(CARD, alert.subject());
        tree.nic(CARD, "15b3:1017", "mlx5_core", "ens1");
        watch.look();
        assertEquals(2, events.news().size());
        assertNull(events.alert("nic-gone"));
        tree.nic("0000:af:00.0", "1d0f:ec20", "ena", "ens9");
        watch.look();
        assertEquals(2, events.news().size());
        assertNull(events.alert("nic-gone"));
    }

    @Test
    void shouldIgnoreWhatContainersDo() {
        tree.plain("veth12").plain("docker0").plain("br-lan");
        tree.file("/sys/class/net/docker0/bridge/bridge_id", "8000");
        tree.file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "17");
        tree.file(NET + "/statistics/rx_bytes", "123456");
        tree.link("/sys/class/net/veth12/master", "../docker0");
        saw();
        tree.remove("/sys/class/net/veth12");
        tree.file("/sys/class/net/docker0/operstate", "down");
        saw();
        assertEquals(List.of(), reasons);
    }

    @Test
    void shouldNotCallDriftWhatTheOperatorWishedFor() {
        NicCatalogue catalogue = NicCatalogue.builtIn();
        var strict = new Wishes(Mode.PERFORMANCE, false, true, 10);
        var strictly = Situation.of(tree.read(), catalogue, strict).findings();
        held.accept(strictly);
        held.look(strictly, "nothing");
        assertEquals(List.of(), events.alerts());
        tree.file(NET + "/mtu", "1500");
        held.look(Situation.of(tree.read(), catalogue, strict).findings(), "the MTU");
        assertNotNull(events.alert("drift"));
        held.forget();
        assertEquals(List.of(), events.alerts());
    }
}
