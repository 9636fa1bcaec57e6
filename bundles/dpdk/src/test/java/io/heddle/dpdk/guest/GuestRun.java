package io.heddle.dpdk.guest;

import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.DpdkFacts;
import io.heddle.dpdk.internal.DpdkService;
import io.heddle.dpdk.pci.PciDriver;
import io.heddle.dpdk.pci.PciPlace;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.Reason;
import io.heddle.testkit.driver.FixedCatalogues;
import io.heddle.testkit.driver.RecordedPortEvents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * In the guest: opens functions of cards for lanes as a driver does, sends between them, gives all
 * back and compares. Its arguments are the card, what to do, and the entries of its
 * configuration: {@code igb cycle "0000:03:00.0 vfs=2 ..."}.
 */
public final class GuestRun {
    private static final int DATAGRAMS = 2_000;
    private static final Path DATA = Path.of("/tmp/heddle");

    private final Machine machine = new Machine();
    private final GuestCard card;
    private final Dpdk dpdk = new DpdkService();
    private final PciDriver driver;

    /** The buses or slots of the functions, to be shown. */
    private final List<String> where;

    private GuestRun(String card, String... functions) {
        this.card = GuestCard.of(card);
        driver = new PciDriver(
                this.card,
                dpdk,
                new FixedCatalogues(NicCatalogue.builtIn()),
                PciPlace.live(DATA.toString()));
        driver.configure(functions);
        where = List.of(functions).stream().map(line -> line.substring(0, 8)).toList();
    }

    /** Ends with 0 if all went well. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var run =
                new GuestRun(args[0], List.of(args).subList(2, args.length).toArray(String[]::new));
        boolean good = switch (args[1]) {
            case "cycle" -> run.cycle(2);
            case "share" -> run.cycle(4);
            case "hold" -> run.hold();
            default -> throw new IllegalArgumentException(args[1]);
        };
        System.out.println(good ? "GOOD" : "BAD");
        System.exit(good ? 0 : 1);
    }

    private static void say(String text) {
        System.out.println(text);
    }

    private boolean cycle(int lanes) throws IOException {
        List<String> before = machine.lines();
        Inventory inventory = Inventory.read(Path.of("/"));
        DpdkFacts facts = dpdk.facts(inventory);
        say("DPDK " + facts.release() + ", ABI " + facts.abi() + " in " + facts.folder());
        for (Reason reason : driver.probe(inventory).reasons()) {
            say("probe: " + reason.sentence());
        }
        driver.prepare();
        say("taken:" + machine.functions(where));
        granted();
        boolean good = traffic(lanes);
        driver.release();
        good &= same(before);
        say("once more");
        driver.prepare();
        good &= traffic(lanes);
        driver.close();
        return good & same(before);
    }

    /** What the physical functions grant, in the words of iproute2. */
    private static void granted() throws IOException {
        var ip = new ProcessBuilder("ip", "link", "show")
                .redirectErrorStream(true)
                .start();
        try (var lines = ip.inputReader()) {
            lines.lines().filter(line -> line.strip().startsWith("vf ")).forEach(GuestRun::say);
        }
    }

    /** From each lane to the next, and from the last to the first. */
    private boolean traffic(int lanes) {
        var opened = new ArrayList<NetPort>();
        try {
            for (int lane = 1; lane <= lanes; lane++) {
                long startNs = System.nanoTime();
                var config = new PortConfig("lane " + lane, NetAddress.parse("0.0.0.0"), 60_000);
                opened.add(driver.open(config, new RecordedPortEvents()));
                say("opened " + opened.getLast().localAddress() + " in "
                        + (System.nanoTime() - startNs) / 1_000_000 + " ms");
            }
            dpdk.devices()
                    .forEach(device -> say(device.name() + " " + device.pmd() + " mac "
                            + device.mac() + " link " + device.linkUp() + " mtu "
                            + device.mtuBytes()));
            boolean good = true;
            for (int lane = 0; lane < lanes; lane++) {
                var next = opened.get((lane + 1) % lanes);
                Traffic traffic = new Traffic(opened.get(lane), next, opened, DATAGRAMS).run();
                say(traffic.text());
                good &= traffic.isComplete();
            }
            return good;
        } finally {
            opened.forEach(NetPort::close);
        }
    }

    private boolean same(List<String> before) throws IOException {
        var now = new ArrayList<>(machine.lines());
        var gone = new ArrayList<>(before);
        gone.removeAll(machine.lines());
        now.removeAll(before);
        say(
                gone.isEmpty() && now.isEmpty()
                        ? "put back: all as before"
                        : "put back: NOT as before, gone " + gone + ", new " + now);
        return gone.isEmpty() && now.isEmpty();
    }

    /** Takes all and waits to be killed. */
    private boolean hold() throws InterruptedException {
        driver.prepare();
        say("holding:" + machine.functions(where));
        Thread.sleep(600_000);
        return false;
    }
}
