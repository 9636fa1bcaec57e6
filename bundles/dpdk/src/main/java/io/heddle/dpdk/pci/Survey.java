package io.heddle.dpdk.pci;

import io.heddle.dpdk.DpdkFacts;
import io.heddle.dpdk.NicGuard;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.dpdk.sriov.RootedSysfs;
import io.heddle.hardware.Addressing.LocalAddress;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The functions of a family on one machine, and which of them can serve; pure. */
final class Survey {
    private static final String LINK_LOCAL = "fe80:";
    private static final int BRIDGE = 0x06;

    private final NicFamily family;
    private final Inventory inventory;
    private final NicCatalogue catalogue;
    private final DpdkFacts dpdk;
    private final PciSettings settings;
    private final Set<String> held;
    private final boolean noIommu;
    private final List<Reason> unfound = new ArrayList<>();
    private final List<Surveyed> surveyed = new ArrayList<>();

    /** @param held addresses of functions that this driver has taken already */
    Survey(
            NicFamily family,
            Inventory inventory,
            NicCatalogue catalogue,
            DpdkFacts dpdk,
            PciSettings settings,
            Set<String> held) {
        this.family = family;
        this.inventory = inventory;
        this.catalogue = catalogue;
        this.dpdk = dpdk;
        this.settings = settings;
        this.held = held;
        String mode = new RootedSysfs(inventory.root())
                .read("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode");
        noIommu = "Y".equals(mode) || "1".equals(mode);
        lines().forEach(this::look);
        if (!family.kernelStays()) {
            keepGroupsWhole();
        }
    }

    private List<FunctionLine> lines() {
        if (!settings.lines().isEmpty() || !family.kernelStays()) {
            return settings.lines();
        }
        // Where the kernel keeps the card, its own addresses tell which functions carry data.
        return inventory.nics().stream()
                .filter(function -> model(function) != null && needed(function) == null)
                .map(function -> FunctionLine.ofKernel(function.address()))
                .filter(line -> known(line).hasAddresses())
                .toList();
    }

    private @Nullable NicModel model(PciFunction function) {
        NicModel model = catalogue.find(function);
        return model != null && family.has(model) ? model : null;
    }

    private @Nullable PciFunction function(String where) {
        PciFunction byAddress = inventory.function(where);
        return byAddress != null
                ? byAddress
                : inventory.nics().stream()
                        .filter(function -> function.interfaces().contains(where))
                        .findFirst()
                        .orElse(null);
    }

    private void look(FunctionLine line) {
        PciFunction function = function(line.where());
        if (function == null) {
            unfound.add(new Reason(
                    family.rule(),
                    "The function " + line.where() + " of " + family.pid() + " is not here.",
                    Inventory.PCI_PATH + "/" + line.where(),
                    "absent",
                    "present",
                    "Correct it; `heddle net inventory` lists the functions."));
            return;
        }
        if (surveyed.stream().anyMatch(one -> one.function().equals(function))) {
            unfound.add(new Reason(
                    family.rule(),
                    "The function " + function.address() + " is in " + family.pid() + " twice.",
                    family.pid(),
                    line.where(),
                    "each function once",
                    "Put both entries together."));
            return;
        }
        NicModel model = model(function);
        if (model == null) {
            unfound.add(new Reason(
                    family.rule(),
                    "The function " + line.where() + " of " + family.pid() + " is of another"
                            + " family.",
                    function.path(),
                    function.id(),
                    family.wanted(),
                    "Take it out of " + family.pid() + "."));
            return;
        }
        var check = new FunctionCheck(
                family,
                inventory,
                noIommu,
                known(line),
                function,
                held.contains(function.address()));
        surveyed.add(check.check(
                model, needed(function), dpdk.missing(family.library(model, line.vfs() > 0))));
    }

    /** A function serves if all others of its IOMMU group do, or have no driver to lose. */
    private void keepGroupsWhole() {
        var split = new HashSet<String>();
        boolean isStable;
        do {
            isStable = true;
            Set<String> given = given(serving());
            for (int index = 0; index < surveyed.size(); index++) {
                Surveyed one = surveyed.get(index);
                PciFunction function = one.function();
                boolean isWhole = one.line().vfs() > 0 || held.contains(function.address());
                String mates = isWhole ? "" : mates(function, given);
                if (!mates.isEmpty() && split.add(function.address())) {
                    isStable = false;
                    surveyed.set(index, one.without(shared(function, mates)));
                }
            }
        } while (!isStable);
    }

    /** Functions themselves that are handed to user space when these serve. */
    static Set<String> given(List<Surveyed> serving) {
        return serving.stream()
                .filter(one -> one.line().vfs() == 0)
                .map(one -> one.function().address())
                .collect(Collectors.toSet());
    }

    private Reason shared(PciFunction function, String mates) {
        return new Reason(
                family.rule(),
                function.address()
                        + ": Its IOMMU group has other members, which would lose their drivers.",
                function.path() + "/iommu_group",
                mates,
                "a group of its own, or with functions that serve as well",
                "Put the card into another slot, or switch ACS on in the BIOS.");
    }

    private String mates(PciFunction function, Set<String> given) {
        return inventory.functions().stream()
                .filter(other -> function.iommuGroup() >= 0
                        && other.iommuGroup() == function.iommuGroup()
                        && !other.address().equals(function.address())
                        && !given.contains(other.address())
                        && other.classCode() >>> 16 != BRIDGE
                        && other.driver() != null
                        && !"vfio-pci".equals(other.driver()))
                .map(other -> other.address() + " (" + other.driver() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Why the machine itself needs the card, or null. */
    private @Nullable Reason needed(PciFunction function) {
        Reason own = NicGuard.against(inventory, function.address());
        String physical = function.physicalFunction();
        return own != null || physical == null ? own : NicGuard.against(inventory, physical);
    }

    /** The line, with the kernel's addresses where it names none and the kernel stays. */
    private FunctionLine known(FunctionLine line) {
        PciFunction function = function(line.where());
        if (line.hasAddresses() || !family.kernelStays() || line.vfs() > 0 || function == null) {
            return line;
        }
        var four = new ArrayList<Subnet>();
        var six = new ArrayList<Subnet>();
        for (String name : function.interfaces()) {
            for (LocalAddress local : inventory.addressing().of(name)) {
                if (!local.address().startsWith(LINK_LOCAL)) {
                    NetAddress address = NetAddress.parse(local.address());
                    (address.isIpv4() ? four : six).add(new Subnet(address, local.prefixBits()));
                }
            }
        }
        return line.with(
                four.subList(0, Math.min(1, four.size())), six.subList(0, Math.min(1, six.size())));
    }

    /** Those that can serve. */
    List<Surveyed> serving() {
        return surveyed.stream().filter(Surveyed::serves).toList();
    }

    private List<PciFunction> ofFamily() {
        return inventory.nics().stream()
                .filter(function -> model(function) != null)
                .toList();
    }

    /** The answer to a probe. */
    ProbeResult result() {
        List<PciFunction> there = ofFamily();
        if (there.isEmpty()) {
            return new ProbeResult.Unusable(List.of(absent()));
        }
        if (surveyed.isEmpty() && unfound.isEmpty()) {
            return new ProbeResult.Unusable(List.of(unconfigured(there)));
        }
        var against = new LinkedHashSet<>(unfound);
        surveyed.forEach(one -> against.addAll(one.against()));
        if (serving().isEmpty()) {
            return new ProbeResult.Unusable(List.copyOf(against));
        }
        var evidence = new ArrayList<Reason>();
        serving().forEach(one -> evidence.add(serves(one)));
        evidence.addAll(family.evidence(inventory));
        evidence.addAll(dpdk.evidence());
        evidence.addAll(against);
        return new ProbeResult.Usable(capabilities(), List.copyOf(evidence));
    }

    private Reason absent() {
        String others =
                String.join(", ", inventory.nics().stream().map(PciFunction::id).toList());
        return new Reason(
                family.absentRule(),
                family.absent(),
                Inventory.PCI_PATH,
                others.isEmpty() ? "no network function" : others,
                family.wanted());
    }

    private Reason unconfigured(List<PciFunction> there) {
        String which = there.getFirst().address();
        return new Reason(
                "S63",
                family.kernelStays()
                        ? "No card that is free of management and default route has an address."
                        : "No function is configured, so nobody says which addresses it has.",
                family.pid() + " functions",
                "none of "
                        + String.join(
                                ", ", there.stream().map(PciFunction::address).toList()),
                "a function with an address",
                "Put such as `" + which + " address=10.2.0.41/24` into functions of " + family.pid()
                        + ".");
    }

    private Reason serves(Surveyed one) {
        int lanes = one.line().functions() * one.line().lanesOfEach(one.model());
        boolean isShared = lanes > one.line().functions();
        return new Reason(
                family.rule(),
                one.function().address() + " serves " + lanes + (lanes == 1 ? " lane" : " lanes")
                        + (isShared
                                ? " with the same addresses, each with a UDP port of its own."
                                : ", one for each "
                                        + (one.line().vfs() > 0
                                                ? "virtual function."
                                                : "function.")),
                one.function().path(),
                one.function().id() + ", driver " + one.function().driver(),
                family.wanted());
    }

    private List<NetCapability> capabilities() {
        boolean sleeps = serving().stream().allMatch(one -> one.model().rxInterrupt());
        return sleeps
                ? List.of(new NetCapability.KernelBypass(), new NetCapability.RxInterrupt())
                : List.of(new NetCapability.KernelBypass());
    }
}
