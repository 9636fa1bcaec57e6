package io.heddle.dpdk.pci;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.LinkLayer;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All that speaks against one function, each with path, value and remedy. */
final class FunctionCheck {
    private static final String OWN_NETWORK = "S63";
    private static final String NO_IOMMU = "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode";
    private static final Set<String> OTHER_USER_SPACE = Set.of("igb_uio", "uio_pci_generic");

    private final NicFamily family;
    private final Inventory inventory;
    private final boolean noIommu;
    private final FunctionLine line;
    private final PciFunction function;
    private final @Nullable NetInterface net;
    private final boolean held;
    private final List<Reason> against = new ArrayList<>();

    /**
     * @param noIommu whether the operator lets VFIO work without an IOMMU
     * @param held whether this driver has it already, so that what is changed is its own doing
     */
    FunctionCheck(
            NicFamily family,
            Inventory inventory,
            boolean noIommu,
            FunctionLine line,
            PciFunction function,
            boolean held) {
        this.family = family;
        this.inventory = inventory;
        this.noIommu = noIommu;
        this.line = line;
        this.function = function;
        this.held = held;
        net = function.interfaces().isEmpty()
                ? null
                : inventory.netInterface(function.interfaces().getFirst());
    }

    /**
     * @param needed why the machine itself needs the card, or null
     * @param libraries what DPDK lacks for the function's poll mode driver
     */
    Surveyed check(NicModel model, @Nullable Reason needed, List<Reason> libraries) {
        management(needed);
        addresses();
        if (!held) {
            kernelSide();
            if (line.vfs() > 0) {
                virtualFunctions();
            }
            if (!family.kernelStays()) {
                vfio();
            }
        }
        against.addAll(libraries);
        return new Surveyed(line, function, model, net, against);
    }

    /** Virtual functions may share such a card, if the operator says so. */
    private void management(@Nullable Reason needed) {
        boolean virtual = line.vfs() > 0 || function.isVirtual();
        if (needed != null && !(line.shared() && virtual)) {
            String share = " Or add shared=on to its entry in " + family.pid() + ".";
            say(
                    needed.rule(),
                    needed.text(),
                    needed.path(),
                    needed.seen(),
                    needed.wanted(),
                    needed.remedy() + (virtual ? share : ""));
        }
    }

    private void addresses() {
        if (!line.hasAddresses()) {
            say(
                    OWN_NETWORK,
                    "Nobody says which addresses its lanes have.",
                    family.kernelStays() ? "/proc/net/fib_trie" : family.pid(),
                    "no address",
                    "an address for each lane",
                    family.kernelStays() && net != null
                            ? "Run `ip address add ADDRESS/BITS dev " + net.name()
                                    + "`, or add address=ADDRESS/BITS to its entry in "
                                    + family.pid() + "."
                            : "Add address=ADDRESS/BITS for each lane to its entry in "
                                    + family.pid() + ".");
        }
    }

    /** The driver, the link and the MTU of the kernel's interface. */
    private void kernelSide() {
        String driver = function.driver();
        boolean needed = family.kernelStays() || line.vfs() > 0;
        if (driver != null && OTHER_USER_SPACE.contains(driver)) {
            say(
                    family.rule(),
                    "It is bound to another driver of user space.",
                    function.path() + "/driver",
                    driver,
                    "the kernel's driver of the card, or vfio-pci",
                    "Give it back with `dpdk-devbind.py -b DRIVER " + function.address() + "`.");
        } else if (needed && net == null) {
            say(
                    family.rule(),
                    "The kernel's driver of the card does not serve it.",
                    function.path() + "/driver",
                    driver == null ? "none" : driver,
                    "the kernel's driver of the card, with an interface",
                    "Load the driver of the card, or bind it: `echo " + function.address()
                            + " > /sys/bus/pci/drivers_probe`.");
        }
        if (net != null) {
            link(net);
        }
    }

    private void link(NetInterface seen) {
        if (seen.link().or(LinkLayer.ETHERNET) != LinkLayer.ETHERNET) {
            say(
                    "S25",
                    "Its link is not Ethernet, which DPDK's drivers serve.",
                    seen.path() + "/type",
                    String.valueOf(seen.link().orNull()),
                    "ETHERNET",
                    "Switch the port to Ethernet (`mlxconfig -d " + function.address()
                            + " set LINK_TYPE_P1=2`), or use UDP.");
        }
        Boolean carrier = seen.carrier().orNull();
        if (Boolean.FALSE.equals(carrier)) {
            say(
                    family.rule(),
                    "Its link is down.",
                    seen.path() + "/carrier",
                    "0",
                    "1",
                    "Connect its cable, and look at the port of the switch.");
        } else if (family.kernelStays() && line.vfs() == 0 && seen.state().equals("down")) {
            say(
                    family.rule(),
                    "Its interface is switched off.",
                    seen.path() + "/operstate",
                    "down",
                    "up",
                    "Run `ip link set " + seen.name() + " up`.");
        }
        int most = seen.mtu().or(line.mtuBytes());
        if (line.mtuBytes() > most) {
            say(
                    family.rule(),
                    "Its interface takes smaller packets than the configuration asks for.",
                    seen.path() + "/mtu",
                    Integer.toString(most),
                    Integer.toString(line.mtuBytes()),
                    "Run `ip link set " + seen.name() + " mtu " + line.mtuBytes()
                            + "`, or make mtu= in " + family.pid() + " smaller.");
        }
        if (seen.master() != null && line.vfs() == 0) {
            say(
                    family.rule(),
                    "Its interface belongs to a bond or a bridge.",
                    seen.path() + "/master",
                    String.valueOf(seen.master()),
                    "no master",
                    "Run `ip link set " + seen.name() + " nomaster`, or use its virtual"
                            + " functions (vfs=).");
        }
    }

    private void virtualFunctions() {
        String total = function.path() + "/sriov_totalvfs";
        PciFunction.Sriov sriov = function.sriov().orNull();
        if (sriov == null || sriov.total() < line.vfs()) {
            say(
                    family.sriovRule(),
                    "It offers too few virtual functions.",
                    total,
                    sriov == null ? "absent" : Integer.toString(sriov.total()),
                    Integer.toString(line.vfs()),
                    "Enable SR-IOV in the BIOS and in the firmware of the card, or make vfs= in "
                            + family.pid() + " smaller.");
            return;
        }
        if (Boolean.FALSE.equals(sriov.memory().orNull())) {
            say(
                    family.sriovRule(),
                    "The firmware gave its virtual functions no memory.",
                    function.path() + "/resource",
                    "none",
                    "memory for virtual functions",
                    "Enable SR-IOV in the BIOS, then start the machine again.");
        }
        if (sriov.enabled() > 0) {
            say(
                    family.sriovRule(),
                    "Somebody else made virtual functions on it: "
                            + String.join(", ", sriov.functions()) + ".",
                    function.path() + "/sriov_numvfs",
                    Integer.toString(sriov.enabled()),
                    "0",
                    "Name these as functions of their own in " + family.pid()
                            + ", or remove them with `echo 0 > " + function.path()
                            + "/sriov_numvfs`.");
        }
    }

    private void vfio() {
        if (!inventory.kernel().vfio()) {
            say(
                    family.rule(),
                    "The module vfio-pci, which hands the card to user space, is not loaded.",
                    "/sys/module/vfio_pci",
                    "absent",
                    "present",
                    "Run `modprobe vfio-pci`.");
        }
        if (!inventory.kernel().iommu() && !noIommu) {
            say(
                    family.rule(),
                    "Without an IOMMU nothing keeps the card from this machine's memory.",
                    "/sys/kernel/iommu_groups",
                    "empty",
                    "groups",
                    "Switch the IOMMU on in the BIOS and boot with intel_iommu=on or"
                            + " amd_iommu=on; a virtual machine without one needs `echo 1 > "
                            + NO_IOMMU + "`.");
        }
    }

    private void say(
            String rule, String text, String path, String seen, String wanted, String remedy) {
        against.add(new Reason(rule, function.address() + ": " + text, path, seen, wanted, remedy));
    }
}
