package io.heddle.net.spi;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.runtime.StorageException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A family of NICs that this release recognises and does not serve: its driver says what it finds
 * and opens no ports. Whether a NIC that is there meets the rules, the planner says.
 *
 * @param driver the name of the driver, such as "ena"
 * @param bundle the bundle that would serve the family, such as "io.heddle.drivers.ena"
 * @param family which rows of the catalogue are of the family
 * @param vfio whether vfio-pci hands a NIC to user space, and not its own kernel driver
 * @param rule the requirement that a NIC of the family would meet, such as "S70"
 * @param absentRule the requirement that fails without such a NIC
 * @param absent one sentence for people: there is no such NIC
 * @param wanted the NIC that {@code absentRule} asks for
 */
public record UnservedNic(
        String driver,
        String bundle,
        Predicate<NicModel> family,
        boolean vfio,
        String rule,
        String absentRule,
        String absent,
        String wanted) {
    private static final int ENODEV = 19;

    /** Always {@link ProbeResult.Unusable}: no such NIC, or each that is there and not served. */
    public ProbeResult probe(Inventory inventory, NicCatalogue catalogue) {
        List<Reason> reasons = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (PciFunction function : inventory.nics()) {
            NicModel model = catalogue.find(function);
            if (model != null && family.test(model)) {
                reasons.add(unserved(function));
            } else {
                others.add(function.id());
            }
        }
        if (vfio && !reasons.isEmpty() && !inventory.kernel().vfio()) {
            reasons.addFirst(new Reason(
                    rule,
                    "The module vfio-pci, which hands the NIC to user space, is not loaded.",
                    "/sys/module/vfio_pci",
                    "absent",
                    "present"));
        }
        if (reasons.isEmpty()) {
            String seen = others.isEmpty() ? "no network function" : String.join(", ", others);
            reasons.add(new Reason(absentRule, absent, Inventory.PCI_PATH, seen, wanted));
        }
        return new ProbeResult.Unusable(reasons);
    }

    private Reason unserved(PciFunction function) {
        return new Reason(
                rule,
                "The NIC fits, and this release of the bundle does not serve it.",
                function.path(),
                function.id(),
                "a release of " + bundle + " that opens ports");
    }

    /** What opening a port throws: ENODEV and the drivers to select instead. */
    public StorageException refusal(PortConfig config) {
        return new StorageException(
                ENODEV,
                "The driver " + driver + " of this release opens no ports, so " + config.name()
                        + " cannot use it: select udp-native or udp-netty.");
    }
}
