package io.heddle.net.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.DataNic;
import io.heddle.net.DriverRanking;
import io.heddle.net.DriverStatus;
import io.heddle.net.Lane;
import io.heddle.net.LanePort;
import io.heddle.net.LaneUser;
import io.heddle.net.Ledger;
import io.heddle.net.LedgerSource;
import io.heddle.net.NicWatcher;
import io.heddle.net.Switchboard;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The service: what SCR binds and operators ask, handed to the {@link SwitchRoom}. */
@Component(service = Switchboard.class, configurationPid = NetConfig.PID, immediate = true)
@Designate(ocd = NetConfig.class)
public final class SwitchboardService implements Switchboard {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchboardService.class);
    private static final int ENOENT = 2;
    private static final int EINTR = 4;
    private static final int EIO = 5;
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;
    private static final int EINVAL = 22;
    private static final int ETIMEDOUT = 110;

    private static final int MOST_DRILL_SECONDS = 300;

    /** Where console and REST listen. */
    private static final String MANAGEMENT = "org.apache.felix.http.host";

    /** Opening and closing around a drain. */
    private static final long SLACK_MS = 2_000;

    private final SwitchRoom room;
    private final @Nullable ContainerStart start;
    private final AtomicBoolean changing = new AtomicBoolean();

    @Activate
    public SwitchboardService(
            NetConfig config,
            @Reference Events events,
            @Reference Counters counters,
            BundleContext context) {
        start = new ContainerStart(context, this::look, () -> settings().graceMs());
        room = new SwitchRoom(
                Settings.of(config),
                () -> Inventory.read(Path.of("/")),
                events,
                counters,
                new KernelNics(context.getProperty(MANAGEMENT)),
                start);
        room.start();
        start.listen();
    }

    SwitchboardService(SwitchRoom room) {
        this.room = room;
        start = null;
    }

    /** One that belongs to no container, which is complete from the start. */
    public static SwitchboardService alone(Events events, Counters counters) {
        var room = new SwitchRoom(
                Settings.STANDARD,
                () -> Inventory.read(Path.of("/")),
                events,
                counters,
                new KernelNics(null),
                () -> true);
        room.start();
        return new SwitchboardService(room);
    }

    private void look() {
        room.look();
    }

    private Settings settings() {
        return room.settings();
    }

    @Modified
    void modified(NetConfig config) {
        room.settings(Settings.of(config));
        room.look();
    }

    /** Closes all ports and ends the thread. */
    @Deactivate
    public void deactivate() {
        if (start != null) {
            start.close();
        }
        room.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(ServiceReference<NetDriver> reference, NetDriver driver) {
        Bundle bundle = reference.getBundle();
        var ranking = reference.getProperty(Constants.SERVICE_RANKING);
        String symbolic = bundle == null ? "none" : bundle.getSymbolicName();
        driverArrived(
                id(reference),
                driver,
                ranking instanceof Integer number ? number : 0,
                symbolic,
                bundle == null ? "0" : bundle.getVersion().toString(),
                reference.getProperty("family") instanceof String family ? family : "");
    }

    /** SCR deactivates the driver when this returns: its ports are drained and closed before. */
    void unbindDriver(ServiceReference<NetDriver> reference) {
        driverLeft(id(reference));
    }

    private static long id(ServiceReference<NetDriver> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    /** A driver is here; any thread, does not wait. */
    public void driverArrived(
            long id,
            NetDriver driver,
            int serviceRanking,
            String bundle,
            String version,
            String family) {
        var unprobed = new ProbeResult.Unusable(
                List.of(new Reason("bundle", "It is not probed yet.", bundle, "", "")));
        String name;
        try {
            name = driver.name();
        } catch (RuntimeException | LinkageError broken) {
            LOG.warn("A driver of bundle {} has no name and is left out", bundle, broken);
            return;
        }
        var unused = room.arrived(new DriverEntry(
                id, driver, name, serviceRanking, bundle, version, family, unprobed));
    }

    /** A driver goes; returns when none of its ports is open any more. */
    public void driverLeft(long id) {
        Future<?> done = room.left(id);
        if (room.seats().stream().anyMatch(seat -> seat.loop().isCurrent())) {
            return; // A loop that waits for itself would wait in vain.
        }
        try {
            done.get(room.settings().drainTimeoutMs() + SLACK_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warn("A driver goes although its ports could not be closed in time");
        } catch (ExecutionException failed) {
            LOG.warn("Leaving a driver failed", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRanking(DriverRanking ranking) {
        room.ranking(ranking);
    }

    void unbindRanking(DriverRanking ranking) {
        room.ranking(null);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindInstance(Instance instance) {
        room.home(instance.data());
    }

    void unbindInstance(Instance instance) {
        // What was read from its folder still holds.
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindSource(LedgerSource source) {
        room.recorder().add(source);
    }

    void unbindSource(LedgerSource source) {
        room.recorder().remove(source);
    }

    @Override
    public Lane attach(String name, Loop loop, LaneUser user) {
        return room.attach(name, loop, user);
    }

    @Override
    public List<DriverStatus> drivers() {
        return room.picture().drivers();
    }

    @Override
    public String current() {
        DriverEntry current = room.picture().current();
        return current == null ? "none" : current.name();
    }

    @Override
    public String reason() {
        return room.picture().reason();
    }

    @Override
    public List<String> lanes() {
        return room.seats().stream().map(Seat::name).toList();
    }

    @Override
    public List<DataNic> nics() {
        return room.nics().shown();
    }

    @Override
    public List<LanePort> ports() {
        refuseOnLoop();
        return room.nics().ports();
    }

    @Override
    public void addNic(String name, List<String> addresses, String label) {
        alone(() -> {
            DataNics nics = room.nics();
            var check = new NicCheck(nics.facts(), nics.all());
            NicSpec nic = check.check(name, addresses, label);
            nics.announce(nic);
            await(room.change(now -> now.add(nic)), "adding " + name);
        });
    }

    @Override
    public AutoCloseable watchNics(NicWatcher watcher) {
        return room.nics().watch(watcher);
    }

    @Override
    public void removeNic(String name) {
        alone(() -> await(room.change(nics -> nics.remove(name)), "removing " + name));
    }

    @Override
    public void unplugNic(String name, int seconds) {
        if (seconds < 1 || seconds > MOST_DRILL_SECONDS) {
            throw new StorageException(
                    EINVAL,
                    "A drill of " + seconds + " s is not to be had; give 1 to " + MOST_DRILL_SECONDS
                            + " seconds.");
        }
        alone(() -> await(room.unplug(name, seconds), "unplugging " + name));
    }

    /** Nobody else changes drivers or NICs meanwhile. */
    private void alone(Runnable change) {
        refuseOnLoop();
        if (!changing.compareAndSet(false, true)) {
            throw busy();
        }
        try {
            change.run();
        } finally {
            changing.set(false);
        }
    }

    private void refuseOnLoop() {
        for (Seat seat : room.seats()) {
            if (seat.loop().isCurrent()) {
                throw Seat.onLoop(seat.name());
            }
        }
    }

    @Override
    public void reconsider(String why) {
        room.reconsider(why);
    }

    @Override
    public Ledger swap(String wanted) {
        boolean automatic = wanted.equals(AUTOMATIC);
        String driver = automatic ? best() : wanted;
        check(driver);
        var ledgers = new ArrayList<Ledger>();
        alone(() -> ledgers.add(recorded(driver, automatic)));
        return ledgers.getFirst();
    }

    private Ledger recorded(String driver, boolean automatic) {
        var recording = room.recorder().begin(room.seats(), SLACK_MS + SLACK_MS);
        if (recording == null) {
            throw busy();
        }
        String from = current();
        Ledger ledger;
        try {
            await(room.swap(driver, automatic), "the swap");
        } finally {
            ledger = recording.finish(from, driver);
        }
        room.ledgers().keep(ledger);
        return ledger;
    }

    private String best() {
        return drivers().stream()
                .filter(status -> !(status.probe() instanceof ProbeResult.Unusable))
                .findFirst()
                .map(DriverStatus::name)
                .orElseThrow(() -> new StorageException(
                        ENODEV,
                        "No driver can serve here; `heddle net drivers` shows what speaks against"
                                + " each."));
    }

    private void check(String driver) {
        List<DriverStatus> known = drivers();
        DriverStatus wanted = known.stream()
                .filter(status -> status.name().equals(driver))
                .findFirst()
                .orElseThrow(() -> new StorageException(
                        ENOENT,
                        "There is no driver " + driver + "; choose one of "
                                + known.stream()
                                        .map(DriverStatus::name)
                                        .collect(Collectors.joining(", ", "", "."))));
        if (wanted.probe() instanceof ProbeResult.Unusable) {
            throw new StorageException(
                    ENODEV,
                    "Driver " + driver + " cannot serve here: "
                            + wanted.probe().reasons().stream()
                                    .map(SwitchboardService::said)
                                    .collect(Collectors.joining(" "))
                            + " `heddle net explain` shows all evidence.");
        }
    }

    private static String said(Reason reason) {
        String remedy = reason.remedy() == null ? "" : " " + reason.remedy();
        return reason.text() + " (" + reason.path() + " is " + reason.seen() + ")" + remedy;
    }

    /** Long enough for each NIC on its own, and for what does not open at the end. */
    private void await(Future<?> change, String what) {
        long boundMs = Seat.SLOTS * room.settings().drainTimeoutMs() + 10 * SLACK_MS;
        try {
            change.get(boundMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StorageException known) {
                throw new StorageException(
                        known.errno(), String.valueOf(known.getMessage()), known);
            }
            throw new StorageException(
                    EIO,
                    "A failure ended " + what + ": " + failed.getCause() + "; see the log.",
                    failed);
        } catch (TimeoutException late) {
            throw new StorageException(
                    ETIMEDOUT,
                    "Waiting for " + what + " took too long; `heddle events` tells how it goes"
                            + " on.");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StorageException(EINTR, "Nobody waits for " + what + ", and it goes on.");
        }
    }

    private static StorageException busy() {
        return new StorageException(
                EBUSY, "Another swap or change of NICs runs; wait for it, then try again.");
    }

    @Override
    public List<Ledger> ledgers() {
        return room.ledgers().list();
    }

    @Override
    public List<DriverTraffic> traffic() {
        return room.traffic().totals();
    }
}
