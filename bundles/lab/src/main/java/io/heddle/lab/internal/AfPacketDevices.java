package io.heddle.lab.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.Dpdk;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.lab.LabLinks;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.runtime.StorageException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Ports on the near ends of cables. More cables lie ready than are plugged in, as many as a swap to the
 * same driver opens at once, so that no loop waits for the kernel to make one.
 */
final class AfPacketDevices implements Devices {
    static final String PMD = "af_packet";

    private static final int EAGAIN = 11;
    private static final Path ROOT = Path.of("/");

    /** Frames of 9,014 bytes in slots of 16 KiB, four to a block; 512 slots each way are 16 MiB. */
    private static final String RINGS = ",framesz=16384,blocksz=65536,framecnt=512";

    private final Dpdk dpdk;
    private final Plan plan;
    private final Bridge bridge;
    private final Refill refill;
    private final Numbers cables = new Numbers();

    /** Asks for {@link #stock} soon, on a thread that may wait. */
    @FunctionalInterface
    interface Refill {
        void soon();
    }

    AfPacketDevices(Dpdk dpdk, Plan plan, Bridge bridge, Refill refill) {
        this.dpdk = dpdk;
        this.plan = plan;
        this.bridge = bridge;
        this.refill = refill;
    }

    @Override
    public String pmd() {
        return PMD;
    }

    @Override
    public List<NetCapability> capabilities() {
        return List.of();
    }

    @Override
    public Evidence evidence(Inventory inventory) {
        return BridgeEvidence.of(inventory, plan.bridge(), "Cables (veth) lead into the bridge.");
    }

    /** Makes cables until enough are free for all lanes once more; not on a loop. */
    synchronized void stock(int lanes) {
        var more = new ArrayList<Integer>();
        Collection<Integer> known = cables.all();
        int wanted = lanes + 1 - cables.free();
        for (int index = 0; index < Plan.MOST && more.size() < wanted; index++) {
            int number = Plan.FIRST_CABLE + index;
            if (!known.contains(number)) {
                more.add(number);
            }
        }
        if (!more.isEmpty()) {
            bridge.cables(more);
            more.forEach(cables::add);
        }
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        Bind.check(PMD, plan, cables, config);
        Numbers.Holder cable = cables.take(config.name());
        refill.soon();
        if (cable == null) {
            throw new StorageException(
                    EAGAIN,
                    "No cable is free for " + config.name() + " ("
                            + cables.all().size() + " of " + Plan.MOST
                            + " are made); another is laid, try again in a second.");
        }
        int number = cable.number();
        try {
            var spec = new DeviceSpec(
                    "net_af_packet" + number,
                    "iface=" + plan.near(number) + RINGS,
                    PMD,
                    plan.layer3(number),
                    Plan.MTU_BYTES,
                    false,
                    config.dedicated());
            NetPort opened = dpdk.open(spec, Bind.at(plan.address(number), config), events);
            return new LeasedPort(opened, () -> cables.give(cable));
        } catch (RuntimeException | Error failed) {
            cables.give(cable);
            throw failed;
        }
    }

    @Override
    public List<Open> opened() {
        return cables.holders().stream()
                .map(one -> new Open(one.number(), one.lane(), plan.near(one.number())))
                .toList();
    }

    /**
     * Forgets cables that somebody took away; the ports on them notice it themselves. Not on a loop.
     *
     * @return their near ends
     */
    List<String> lost() {
        var lost = new ArrayList<String>();
        List<String> here = LabLinks.names(ROOT);
        for (int number : cables.all()) {
            if (!here.contains(plan.near(number))) {
                cables.lose(number);
                lost.add(plan.near(number));
            }
        }
        return lost;
    }
}
