package io.heddle.net.spi;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.runtime.StorageException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A family of NICs that this release recognises and does not serve: its driver says what it finds
 * and opens no ports.
 *
 * @param driver the name of the driver, such as "ena"
 * @param bundle the bundle that would serve the family, such as "io.heddle.drivers.ena"
 * @param vendor the PCI vendor id, 0 to 0xffff
 * @param dpdkDriver the poll mode driver that the catalogue gives for the family
 * @param rule the requirement that a NIC of the family would meet, such as "S70"
 * @param absentRule the requirement that fails without such a NIC
 * @param absent one sentence for people: there is no such NIC
 * @param wanted the NIC that {@code absentRule} asks for
 */
public record UnservedNic(
        String driver,
        String bundle,
        int vendor,
        String dpdkDriver,
        String rule,
        String absentRule,
        String absent,
        String wanted) {
    private static final int ENODEV = 19;

    /**
     * Always {@link ProbeResult.Unusable}: no such NIC, or what is missing and then each NIC found.
     *
     * @param missing what the NICs found (at least one) lack besides a release that serves them
     */
    public ProbeResult probe(
            Inventory inventory, Function<List<PciFunction>, List<Reason>> missing) {
        NicCatalogue catalogue = NicCatalogue.builtIn();
        List<PciFunction> found = new ArrayList<>();
        StringBuilder others = new StringBuilder();
        for (PciFunction function : inventory.nics()) {
            if (isOne(catalogue, function)) {
                found.add(function);
            } else {
                others.append(others.isEmpty() ? "" : ", ").append(function.id());
            }
        }
        if (found.isEmpty()) {
            String seen = others.isEmpty() ? "no network function" : others.toString();
            return new ProbeResult.Unusable(
                    List.of(new Reason(absentRule, absent, Inventory.PCI_PATH, seen, wanted)));
        }
        List<Reason> reasons = new ArrayList<>(missing.apply(found));
        for (PciFunction function : found) {
            reasons.add(new Reason(
                    rule,
                    "The NIC fits, and this release of the bundle does not serve it.",
                    function.path(),
                    function.id(),
                    "a release of " + bundle + " that opens ports"));
        }
        return new ProbeResult.Unusable(reasons);
    }

    /** What opening a port throws: ENODEV and the drivers to select instead. */
    public StorageException refusal(PortConfig config) {
        return new StorageException(
                ENODEV,
                "The driver " + driver + " of this release opens no ports, so " + config.name()
                        + " cannot use it: select udp-native or udp-netty.");
    }

    private boolean isOne(NicCatalogue catalogue, PciFunction function) {
        NicModel model = catalogue.find(function);
        return function.vendor() == vendor
                && model != null
                && dpdkDriver.equals(model.dpdkDriver());
    }
}
