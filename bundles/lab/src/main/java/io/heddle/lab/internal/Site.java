package io.heddle.lab.internal;

import io.heddle.dpdk.Dpdk;
import io.heddle.hardware.Inventory;
import io.heddle.net.Switchboard;
import io.heddle.net.lab.LabLinks;
import io.heddle.net.lab.LabStatus;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.Events;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A lab that is up: its links, its drivers, and a thread that lays cables and misses lost ones. */
final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);
    private static final String ALERT = "lab-links";
    private static final long WATCH_MS = 500;

    private final BundleContext context;
    private final Switchboard switchboard;
    private final Events events;
    private final Dpdk dpdk;
    private final Plan plan;
    private final Bridge bridge;
    private final AfPacketDevices cables;
    private final TapDevices taps;
    private final MemifDevices memifs;
    private final List<LabDriver> drivers;
    private final List<ServiceRegistration<NetDriver>> registrations = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heddle-lab").daemon().factory());
    private volatile boolean bridged;

    Site(
            BundleContext context,
            Switchboard switchboard,
            Events events,
            Dpdk dpdk,
            Path data,
            LabLinks links) {
        this.context = context;
        this.switchboard = switchboard;
        this.events = events;
        this.dpdk = dpdk;
        plan = new Plan(links);
        bridge = new Bridge(plan);
        cables = new AfPacketDevices(dpdk, plan, bridge, this::refill);
        taps = new TapDevices(dpdk, plan);
        memifs = new MemifDevices(
                dpdk, plan, data.resolve("memif"), () -> switchboard.lanes().size());
        drivers = kinds().stream().map(kind -> new LabDriver(dpdk, kind)).toList();
    }

    private List<Devices> kinds() {
        return List.of(cables, taps, memifs);
    }

    Plan plan() {
        return plan;
    }

    /** Makes what is missing; the drivers come last, when they can serve. */
    void make() {
        bridge.make();
        cables.stock(switchboard.lanes().size());
        bridged = true;
        events.clear(ALERT, plan.bridge());
        if (!registrations.isEmpty()) {
            switchboard.reconsider("the lab was looked over");
            return;
        }
        memifs.clear(); // Sockets of a killed process.
        int ranking = -100; // Behind all that carry data of more than a try-out.
        for (LabDriver driver : drivers) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("vendor", "dpdk");
            properties.put("family", "lab");
            properties.put("service.ranking", ranking--);
            registrations.add(context.registerService(NetDriver.class, driver, properties));
        }
        thread.scheduleWithFixedDelay(this::watch, WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
    }

    private void refill() {
        try {
            thread.execute(() -> guarded(this::stock));
        } catch (RejectedExecutionException ended) {
            // Nobody needs cables of a lab that is taken down.
        }
    }

    private void stock() {
        if (bridged) {
            cables.stock(switchboard.lanes().size());
        }
    }

    private void watch() {
        guarded(() -> {
            if (bridged && !Bridge.exists(plan.bridge())) {
                bridged = false;
                torn();
            }
            List<String> lost = cables.lost();
            if (!lost.isEmpty()) {
                events.event("lab", "Interfaces of the lab are gone: " + lost + ".");
                stock();
            }
        });
    }

    /** Cables and taps that lead nowhere go, too: so their ports are lost, and others serve. */
    private void torn() {
        events.raise(
                ALERT,
                plan.bridge(),
                "The bridge of the lab is gone, and drivers that need it cannot serve.",
                "/proc/net/dev has no " + plan.bridge(),
                "Run `heddle net lab up` again.");
        plan.links().remove();
        switchboard.reconsider("the bridge of the lab is gone");
    }

    /** One failure must not end the watch. */
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failed) {
            LOG.warn("The lab's links cannot be looked after", failed);
        }
    }

    boolean isOurs(String driver) {
        return drivers.stream().anyMatch(one -> one.name().equals(driver));
    }

    /** Takes the drivers away, which closes their ports, and then the links. */
    void remove() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("The lab's thread does not end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        plan.links().remove();
        events.clear(ALERT, plan.bridge());
    }

    LabStatus status(String said) {
        var ports = new ArrayList<LabStatus.Port>();
        for (Devices kind : kinds()) {
            for (Devices.Open one : kind.opened()) {
                ports.add(new LabStatus.Port(
                        one.lane(),
                        kind.pmd(),
                        one.device(),
                        plan.address(one.number()).host()));
            }
        }
        return new LabStatus(true, plan.bridge(), plan.networkText(), verdicts(), ports, said);
    }

    private List<LabStatus.Driver> verdicts() {
        Inventory here = Inventory.read(Path.of("/"));
        return drivers.stream().map(driver -> verdict(driver, here)).toList();
    }

    private static LabStatus.Driver verdict(LabDriver driver, Inventory here) {
        return switch (driver.probe(here)) {
            case ProbeResult.Usable usable ->
                new LabStatus.Driver(
                        driver.name(),
                        true,
                        "usable: `heddle net swap " + driver.name() + "` takes it");
            case ProbeResult.Unusable(var reasons) ->
                new LabStatus.Driver(driver.name(), false, text(reasons.getFirst()));
        };
    }

    private static String text(Reason reason) {
        String remedy = reason.remedy();
        return remedy == null ? reason.text() : reason.text() + " " + remedy;
    }

    /** What keeps each driver from serving, whatever the links; empty if one could. */
    String obstacle() {
        Inventory here = Inventory.read(Path.of("/"));
        var reasons = new ArrayList<String>();
        for (LabDriver driver : drivers) {
            List<Reason> missing = dpdk.facts(here).missing(driver.name());
            if (missing.isEmpty()) {
                return "";
            }
            missing.forEach(one -> reasons.add(text(one)));
        }
        return String.join(" ", reasons.stream().distinct().toList());
    }
}
