package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.DeviceStatus;
import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.DpdkFacts;
import io.heddle.dpdk.NicGuard;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.Eal;
import io.heddle.foreign.linux.Errno;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DPDK in this process: starts EAL when it is first needed, and knows the open devices. */
@Component(service = Dpdk.class)
public final class DpdkService implements Dpdk {
    private static final Pattern INTERFACE =
            Pattern.compile("(?:^|,)(?:iface|remote)=([^,]+)(?:,|$)");
    private static final Path ROOT = Path.of("/");
    private static final String RIGHTS = "S38";

    private final List<Device> devices = new CopyOnWriteArrayList<>();
    private final Counter open;
    private final Counter missing;
    private final Claims claims = new Claims();
    private final OpenDevices openDevices = new OpenDevices();
    private final LoopThreads threads = new LoopThreads();
    private final Pinning pinning = new Pinning();

    /** Pools are named in the process, and two versions of this bundle may both have some. */
    private final AtomicLong pools = new AtomicLong(System.nanoTime() & 0xffff_ffffL);

    private volatile @Nullable Eal eal;

    /** One that belongs to no container, and whose counters nobody reads. */
    public DpdkService() {
        this(new Counters());
    }

    @Activate
    public DpdkService(@Reference Counters counters) {
        open = counters.counter("heddle_dpdk_devices");
        missing = counters.counter("heddle_dpdk_mbufs_missing_total");
    }

    @Override
    public DpdkFacts facts(Inventory inventory) {
        // What EAL holds of the machine's huge pages is free for its devices.
        Eal running = inventory.root().equals(ROOT) ? eal : null;
        return FactsReader.read(inventory, running == null ? null : running.huge());
    }

    @Override
    public synchronized void prepare(String pmd) {
        DpdkFacts facts = facts(Inventory.read(ROOT));
        refuse(facts.missing(pmd));
        Eal running = eal;
        if (running == null) {
            Abi abi = Objects.requireNonNull(Abi.of(facts.abi()), "a known release");
            running = Eal.start(abi, Path.of(facts.folder()), facts.hugeBytesFree());
            eal = running;
        }
        running.load(pmd);
    }

    private static void refuse(List<Reason> missing) {
        if (missing.isEmpty()) {
            return;
        }
        Reason first = missing.getFirst();
        String remedy = first.remedy();
        throw new StorageException(
                first.rule().equals(RIGHTS) ? Errno.EPERM : Errno.ENOENT,
                first.sentence() + (remedy == null ? "" : ". " + remedy));
    }

    @Override
    public NetPort open(DeviceSpec device, PortConfig config, PortEvents events) {
        Eal running = eal;
        if (running == null) {
            throw new StorageException(
                    Errno.ENXIO,
                    "EAL does not run, so " + device.name() + " cannot be opened; prepare "
                            + device.pmd() + " first.");
        }
        Pmd.refuse(device);
        guard(device);
        if (Eal.isPci(device.name()) && !running.huge()) {
            throw new StorageException(
                    Errno.ENOMEM,
                    "EAL started without huge pages, and " + device.name() + " needs its buffers"
                            + " there. " + DpdkFacts.HUGE_REMEDY);
        }
        String pool = "heddle-" + Long.toHexString(pools.incrementAndGet());
        Device opened = new Opening(running, device, config, events, missing)
                .open(openDevices, claims, threads, pinning, pool);
        devices.add(opened);
        open.set(openDevices.count());
        opened.afterClose(() -> {
            devices.remove(opened);
            open.set(openDevices.count());
        });
        return new DpdkPort(opened);
    }

    /** A NIC that the machine itself needs is never touched. */
    private static void guard(DeviceSpec device) {
        Matcher behind = INTERFACE.matcher(device.arguments());
        String nic =
                Eal.isPci(device.name()) ? device.name() : behind.find() ? behind.group(1) : null;
        Reason reason = nic == null ? null : NicGuard.against(Inventory.read(ROOT), nic);
        if (reason != null) {
            throw new StorageException(
                    Errno.EPERM,
                    "DPDK does not get " + nic + ": " + reason.sentence() + ". " + reason.remedy());
        }
    }

    @Override
    public int lanes(String device) {
        return openDevices.lanes(device);
    }

    @Override
    public List<DeviceStatus> devices() {
        var all = new ArrayList<DeviceStatus>();
        for (Device device : devices) {
            DeviceStatus status = device.status();
            if (status != null) {
                all.add(status);
            }
        }
        return List.copyOf(all);
    }
}
