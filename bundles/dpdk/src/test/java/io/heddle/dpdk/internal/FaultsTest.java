package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.foreign.linux.Errno;
import io.heddle.hardware.Inventory;
import io.heddle.net.Datagram;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.StorageException;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What goes wrong with devices gives a reason and the remedy, and leaves nothing behind. */
class FaultsTest {
    private static StorageException refused(DeviceSpec device, int errno, String... words) {
        long descriptors = DpdkHere.descriptors();
        var refused = assertThrows(StorageException.class, () -> DpdkHere.open(device));
        String text = String.valueOf(refused.getMessage());
        assertEquals(errno, refused.errno(), text);
        for (String word : words) {
            assertTrue(text.contains(word), text);
        }
        assertEquals(List.of(), DpdkHere.DPDK.devices());
        DpdkHere.await(() -> DpdkHere.descriptors() <= descriptors);
        return refused;
    }

    @Test
    void shouldRefuseWithoutTouchingAnythingBeforePrepare() {
        var dpdk = new DpdkService();
        DeviceSpec device = DpdkHere.device("net_null0", "", 1);
        var config = new PortConfig("lane", device.layer3().subnets().getFirst().address(), 1_400);
        var refused = assertThrows(
                StorageException.class, () -> dpdk.open(device, config, new RecordedPortEvents()));
        assertTrue(String.valueOf(refused.getMessage()).contains("prepare null first"));
    }

    @Test
    void shouldSayWhyADriverDoesNotTakeItsDevice() {
        DpdkHere.needs("af_packet");
        refused(
                DpdkHere.device("net_af_packet0", "iface=hdlnone", 1),
                Errno.ENODEV,
                "net_af_packet0",
                "SIOCGIFINDEX",
                "No such device");
        refused(DpdkHere.device("net_af_packet0", "", 1), Errno.ENODEV, "net_af_packet0");
        try (VethPair veth = VethPair.make()) {
            String far = "iface=" + veth.near + ",framesz=100000";
            refused(DpdkHere.device("net_af_packet0", far, 1), Errno.ENODEV, "frame size");
        }
    }

    @Test
    void shouldSayThatADriverIsNotInstalled() {
        DpdkHere.needs("null");
        var refused = assertThrows(StorageException.class, () -> DpdkHere.DPDK.prepare("no_such"));
        assertEquals(Errno.ENOENT, refused.errno());
        assertTrue(
                String.valueOf(refused.getMessage()).contains("librte-net-no-such"),
                refused::getMessage);
    }

    @Test
    void shouldNotTakeTheNicOfTheDefaultRoute() {
        DpdkHere.needs("af_packet");
        Inventory here = Inventory.read(Path.of("/"));
        if (here.addressing().defaults().isEmpty()) {
            System.out.println("SKIPPED: this machine has no default route");
            return;
        }
        String nic = here.addressing().defaults().getFirst().interfaceName();
        refused(
                DpdkHere.device("net_af_packet0", "iface=" + nic, 1),
                Errno.EPERM,
                nic,
                "default route");
        var net = here.netInterface(nic);
        String pci = net == null ? null : net.pci();
        if (pci != null) {
            var own = DpdkHere.device("net_null0", "", 1);
            refused(
                    new DeviceSpec(pci, "", "virtio", own.layer3(), 1_500, false, false),
                    Errno.EPERM,
                    pci);
        }
    }

    @Test
    void shouldOpenADeviceAndAnAddressOnce() {
        DpdkHere.needs("null");
        DeviceSpec device = DpdkHere.device("net_null0", "", 1);
        try (NetPort port = DpdkHere.open(device)) {
            var busy = assertThrows(StorageException.class, () -> DpdkHere.open(device));
            assertEquals(Errno.EBUSY, busy.errno());
            var again = new PortConfig("lane", port.localAddress(), 1_400);
            var used = assertThrows(
                    StorageException.class,
                    () -> DpdkHere.DPDK.open(
                            DpdkHere.device("net_null1", "", 1), again, new RecordedPortEvents()));
            assertEquals(Errno.EADDRINUSE, used.errno());
            assertTrue(String.valueOf(used.getMessage()).contains("choose another port"));
        }
        DpdkHere.open(device).close();
    }

    @Test
    void shouldRefuseAVirtualThread() throws InterruptedException {
        DpdkHere.needs("null");
        var task = new FutureTask<>(() -> DpdkHere.open(DpdkHere.device("net_null0", "", 1)));
        Thread.ofVirtual().start(task).join();
        var failed = assertThrows(ExecutionException.class, task::get);
        assertTrue(failed.getCause() instanceof StorageException, failed::toString);
    }

    @Test
    void shouldHearOfALinkThatGoesDownAndComesBack() {
        DpdkHere.needs("af_packet");
        var events = new RecordedPortEvents();
        try (VethPair veth = VethPair.make();
                NetPort port = DpdkHere.open(
                        DpdkHere.device("net_af_packet0", "iface=" + veth.near, 1), events)) {
            poll(port, events, 0);
            VethPair.must("ip link set " + veth.far + " down");
            poll(port, events, 1);
            VethPair.must("ip link set " + veth.far + " up");
            poll(port, events, 2);
            assertEquals(List.of("down", "up"), events.said());
        }
    }

    @Test
    void shouldLoseADeviceThatIsDeletedUnderItAndNotTheProcess() {
        DpdkHere.needs("af_packet");
        var events = new RecordedPortEvents();
        try (VethPair veth = VethPair.make();
                NetPort port = DpdkHere.open(
                        DpdkHere.device("net_af_packet0", "iface=" + veth.near, 1), events)) {
            veth.close();
            poll(port, events, 1);
            assertTrue(events.said().getFirst().startsWith("lost: "), events.said()::toString);
            assertTrue(events.said().getFirst().contains(veth.near), events.said()::toString);
            assertEquals(0, burst(port));
        }
        assertEquals(List.of(), DpdkHere.DPDK.devices());
    }

    /** Sends and receives until so much was said. */
    private static void poll(NetPort port, RecordedPortEvents events, int said) {
        for (int turn = 0; turn < 1_000; turn++) {
            int unused = burst(port);
        }
        DpdkHere.await(() -> burst(port) >= 0 && events.said().size() >= said);
    }

    /** The answer is how many the port took. */
    private static int burst(NetPort port) {
        try (Arena arena = Arena.ofConfined()) {
            Datagram[] all = DpdkHere.datagrams(arena, 4, 2_048);
            for (Datagram one : all) {
                one.set(1_000, 0);
                one.remote(port.localAddress().high(), port.localAddress().low() + 1, 9);
            }
            int taken = port.txBurst(all, 0, 4);
            int unused = port.rxBurst(all, 0, 4);
            return taken;
        }
    }
}
