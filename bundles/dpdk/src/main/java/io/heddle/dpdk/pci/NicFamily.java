package io.heddle.dpdk.pci;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicModel;
import io.heddle.net.spi.Reason;

import java.util.List;

/** What differs between families of cards; a driver has one, and {@link PciDriver} does the rest. */
public interface NicFamily {
    /** The name of the driver, such as "e810". */
    String driver();

    /** Its configuration, such as "io.heddle.drivers.e810". */
    String pid();

    /** Whether a row of the catalogue is of the family. */
    boolean has(NicModel model);

    /**
     * Whether the kernel's driver stays and shares the card with user space, as mlx5_core does. Else
     * vfio-pci hands the card over, and the kernel does not see it meanwhile.
     */
    boolean kernelStays();

    /** The requirement that a card of the family meets, such as "S43". */
    String rule();

    /** The requirement that is not met without such a card. */
    String absentRule();

    /** One sentence for people: there is no such card. */
    String absent();

    /** The card that {@link #absentRule} asks for, such as "an E810 of vendor 8086". */
    String wanted();

    /** The requirement about SR-IOV that counts for the family, such as "S69". */
    default String sriovRule() {
        return rule();
    }

    /**
     * The poll mode driver, by the name of its library.
     *
     * @param made whether it is for virtual functions that are to be made on a card of that row
     */
    default String library(NicModel model, boolean made) {
        return String.valueOf(model.dpdkDriver());
    }

    /**
     * Device arguments that the family needs whatever an operator adds; empty for none.
     *
     * @param made as for {@link #library}
     */
    default String arguments(NicModel model, boolean made) {
        return "";
    }

    /** What only this family looks at on a machine; none of it speaks against the driver. */
    default List<Reason> evidence(Inventory inventory) {
        return List.of();
    }
}
