package io.heddle.lab.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.Dpdk;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports on taps, which DPDK makes when it opens them and takes away when they close; each is plugged
 * into the bridge. The only kind whose loop may sleep (S54).
 */
final class TapDevices implements Devices {
    static final String PMD = "tap";

    private static final int EAGAIN = 11;
    private static final String TUN = "/dev/net/tun";

    private final Dpdk dpdk;
    private final Plan plan;
    private final Numbers taps = new Numbers();

    TapDevices(Dpdk dpdk, Plan plan) {
        this.dpdk = dpdk;
        this.plan = plan;
        for (int index = 0; index < Plan.MOST; index++) {
            taps.add(Plan.FIRST_TAP + index);
        }
    }

    @Override
    public String pmd() {
        return PMD;
    }

    @Override
    public List<NetCapability> capabilities() {
        return List.of(new NetCapability.RxInterrupt());
    }

    @Override
    public Evidence evidence(Inventory inventory) {
        Evidence bridge = BridgeEvidence.of(
                inventory, plan.bridge(), "Taps are plugged into the bridge when they open.");
        boolean tun = Files.exists(inventory.root().resolve(TUN.substring(1)));
        var found = new ArrayList<>(bridge.found());
        var against = new ArrayList<>(bridge.against());
        if (tun) {
            found.add(new Reason("S54", "The kernel makes taps.", TUN, "present", "present"));
        } else {
            against.add(new Reason(
                    "S54",
                    "The kernel makes no taps.",
                    TUN,
                    "absent",
                    "present",
                    "Run `modprobe tun`; in a container, pass the device on."));
        }
        return new Evidence(List.copyOf(found), List.copyOf(against));
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        Bind.check(PMD, plan, taps, config);
        Numbers.Holder tap = taps.take(config.name());
        if (tap == null) {
            throw new StorageException(
                    EAGAIN,
                    "All " + Plan.MOST + " taps are taken, and " + config.name()
                            + " needs one; use fewer lanes.");
        }
        int number = tap.number();
        NetPort opened = null;
        try {
            var spec = new DeviceSpec(
                    "net_tap" + number,
                    "iface=" + plan.tap(number) + ",mac=" + plan.mac(number),
                    PMD,
                    plan.layer3(number),
                    Plan.MTU_BYTES,
                    !config.dedicated(),
                    config.dedicated());
            opened = dpdk.open(spec, Bind.at(plan.address(number), config), events);
            Plug.into(plan, plan.tap(number));
            return new LeasedPort(opened, () -> taps.give(tap));
        } catch (RuntimeException | Error failed) {
            if (opened != null) {
                opened.close();
            }
            taps.give(tap);
            throw failed;
        }
    }

    @Override
    public List<Open> opened() {
        return taps.holders().stream()
                .map(one -> new Open(one.number(), one.lane(), plan.tap(one.number())))
                .toList();
    }
}
