package io.heddle.planner.internal;

import io.heddle.hardware.NicModel;

import org.jspecify.annotations.Nullable;

/** Which driver serves a NIC with DPDK, by its row of the catalogue. */
public enum DriverKind {
    MELLANOX("mellanox"),
    E810("e810"),
    ENA("ena"),
    GENERIC("dpdk-generic"),
    /** No DPDK for it: the kernel's UDP serves (S58). */
    NONE(DriverKind.UDP);

    /** The driver of UDP mode. */
    public static final String UDP = "udp-native";

    private final String driver;

    DriverKind(String driver) {
        this.driver = driver;
    }

    /** As {@code heddle net drivers} names it. */
    public String driver() {
        return driver;
    }

    static DriverKind of(@Nullable NicModel model) {
        String pmd = model == null ? null : model.dpdkDriver();
        if (model == null || pmd == null) {
            return NONE;
        }
        return switch (pmd) {
            case "mlx5" -> MELLANOX;
            case "ena" -> ENA;
            case "ice", "iavf" -> isE810(model) ? E810 : GENERIC;
            default -> GENERIC;
        };
    }

    /** ice serves E82x, too, and iavf the virtual functions of older families. */
    private static boolean isE810(NicModel model) {
        return model.family().startsWith("E810");
    }
}
