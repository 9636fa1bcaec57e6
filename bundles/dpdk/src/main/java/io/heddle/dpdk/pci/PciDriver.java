package io.heddle.dpdk.pci;

import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.sriov.KernelSide;
import io.heddle.dpdk.sriov.PciHold;
import io.heddle.dpdk.sriov.VfWish;
import io.heddle.foreign.linux.Errno;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.NicCatalogues;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What drivers of PCI cards share: probe, taking functions before the first port, functions for
 * lanes, giving all back. The component of a driver bundle extends it with its {@link
 * NicFamily}.
 */
public class PciDriver implements NetDriver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PciDriver.class);
    private static final int STANDARD_MTU = 1_500;

    /** The data folder: a property of the framework. */
    private static final String DATA = "heddle.data";

    private final NicFamily family;
    private final Dpdk dpdk;
    private final NicCatalogues catalogues;
    private final PciPlace place;
    private volatile PciSettings settings = PciSettings.NONE;
    private volatile @Nullable String wrong;
    private volatile Slots slots;
    private volatile Set<String> held = Set.of();
    private @Nullable PciHold hold;

    /** For components. What an earlier process left taken is put back, on a thread of its own. */
    protected PciDriver(
            NicFamily family, Dpdk dpdk, NicCatalogues catalogues, BundleContext context) {
        this(family, dpdk, catalogues, PciPlace.live(context.getProperty(DATA)));
        Thread.ofVirtual().name("heddle-" + family.driver() + "-recovery").start(this::recover);
    }

    /** Of that place, which a test makes. */
    public PciDriver(NicFamily family, Dpdk dpdk, NicCatalogues catalogues, PciPlace place) {
        this.family = family;
        this.dpdk = dpdk;
        this.catalogues = catalogues;
        this.place = place;
        slots = new Slots(family, List.of());
    }

    /** Puts back what an earlier process left taken, unless this one holds something. */
    final synchronized void recovered() {
        if (hold == null && place.data() != null) {
            place.hold(family.driver()).close();
        }
    }

    private void recover() {
        try {
            recovered();
        } catch (StorageException stuck) {
            // The next prepare tries again and refuses; who never chooses the driver reads it here.
            LOG.warn("{}", stuck.getMessage());
        }
    }

    @Override
    public final String name() {
        return family.driver();
    }

    /** Takes a configuration; what is wrong there is the probe's answer, and nothing serves. */
    public final void configure(String... functions) {
        try {
            settings = PciSettings.of(functions);
            wrong = null;
        } catch (IllegalArgumentException refused) {
            settings = PciSettings.NONE;
            wrong = String.valueOf(refused.getMessage());
        }
    }

    @Override
    public final ProbeResult probe(Inventory inventory) {
        String complaint = wrong;
        if (complaint != null) {
            return new ProbeResult.Unusable(List.of(new Reason(
                    family.rule(),
                    complaint,
                    family.pid(),
                    "not usable",
                    "a configuration as its README describes it",
                    "Correct it in the console or in the file below conf.")));
        }
        return survey(inventory).result();
    }

    private Survey survey(Inventory inventory) {
        return new Survey(
                family, inventory, catalogues.current(), dpdk.facts(inventory), settings, held);
    }

    /** Takes the functions that are configured and loads what drives them. */
    @Override
    public final synchronized void prepare() {
        if (hold != null) {
            return;
        }
        Inventory inventory = Inventory.read(place.root());
        List<Surveyed> serving = survey(inventory).serving();
        if (serving.isEmpty()) {
            Reason first = probe(inventory).reasons().getFirst();
            throw new StorageException(Errno.ENODEV, first.sentence() + said(first));
        }
        PciHold taking = place.hold(family.driver());
        try {
            take(taking, inventory, serving);
        } catch (RuntimeException failed) {
            undo(taking, failed);
            throw failed;
        }
        hold = taking;
    }

    private static String said(Reason reason) {
        String remedy = reason.remedy();
        return remedy == null ? "; `heddle net explain` shows all evidence." : ". " + remedy;
    }

    private void undo(PciHold taking, RuntimeException failed) {
        held = Set.of();
        slots = new Slots(family, List.of());
        try {
            taking.close();
        } catch (StorageException again) {
            failed.addSuppressed(again);
        }
    }

    private void take(PciHold taking, Inventory inventory, List<Surveyed> serving) {
        var ready = new ArrayList<Slot>();
        var taken = new LinkedHashSet<String>();
        var libraries = new LinkedHashSet<String>();
        Set<String> given = Survey.given(serving);
        for (Surveyed one : serving) {
            List<String> functions = functions(taking, one);
            taken.add(one.function().address());
            taken.addAll(functions);
            if (!family.kernelStays()) {
                var ours = new HashSet<String>(given);
                ours.addAll(functions);
                for (String function : functions) {
                    taking.give(function, ours, side(one));
                }
            }
            for (int number = 0; number < functions.size(); number++) {
                Slot slot = slot(inventory, one, functions.get(number), number);
                libraries.add(slot.pmd());
                ready.add(slot);
            }
        }
        libraries.forEach(dpdk::prepare);
        held = Set.copyOf(taken);
        slots = new Slots(family, ready);
    }

    private List<String> functions(PciHold taking, Surveyed one) {
        FunctionLine line = one.line();
        String address = one.function().address();
        return line.vfs() == 0
                ? List.of(address)
                : taking.make(new VfWish(
                        address,
                        line.vfs(),
                        family.kernelStays(),
                        line.trust(),
                        line.spoofCheck(),
                        line.vlan()));
    }

    /** What ends with the function's kernel driver; virtual functions that we made have none. */
    private @Nullable KernelSide side(Surveyed one) {
        NetInterface net = one.net();
        if (net == null || one.line().vfs() > 0) {
            return null;
        }
        return new KernelSide(
                net.name(),
                net.mtu().or(0),
                place.sys().isOn(net.name()),
                place.nics().addresses(net.name()));
    }

    private Slot slot(Inventory inventory, Surveyed one, String function, int number) {
        FunctionLine line = one.line();
        NicModel model = one.model();
        NetInterface net = one.net();
        int mtuBytes = line.mtuBytes() > 0
                ? line.mtuBytes()
                : net == null ? STANDARD_MTU : net.mtu().or(STANDARD_MTU);
        String own = family.arguments(model, line.vfs() > 0);
        String more = line.arguments();
        return new Slot(
                function,
                own.isEmpty() || more.isEmpty() ? own + more : own + "," + more,
                family.library(model, line.vfs() > 0),
                line.layer3(number, line.vfs() == 0),
                mtuBytes,
                model.rxInterrupt(),
                line.lanesOfEach(model),
                near(inventory, one.function()));
    }

    /** The kernel's addresses on the card. */
    private static List<NetAddress> near(Inventory inventory, PciFunction function) {
        PciFunction physical = inventory.function(function.physicalFunction());
        return (physical == null ? function : physical)
                .interfaces().stream()
                        .flatMap(name -> inventory.addressing().of(name).stream())
                        .map(local -> NetAddress.parse(local.address()))
                        .toList();
    }

    /** Opens a port on the function that has the fewest lanes. */
    @Override
    public final NetPort open(PortConfig config, PortEvents events) {
        return slots.open(dpdk, config, events);
    }

    @Override
    public final synchronized void release() {
        PciHold taken = hold;
        slots = new Slots(family, List.of());
        held = Set.of();
        if (taken != null) {
            taken.close();
            hold = null;
        }
    }

    /** The bundle stops; what cannot be given back stays in the journal for the next start. */
    @Override
    public final void close() {
        try {
            release();
        } catch (StorageException stuck) {
            LOG.warn("{}", stuck.getMessage());
        }
    }
}
