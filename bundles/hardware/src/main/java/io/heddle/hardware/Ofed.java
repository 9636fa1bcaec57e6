package io.heddle.hardware;

import java.util.List;

/**
 * The NIC software of Mellanox (MLNX_OFED, later DOCA-OFED).
 *
 * @param version what is installed, such as "5.4-1.0.3.0"; absent if it is not
 * @param loaded whether the running drivers are its own, and not those of the kernel
 * @param driverVersion what the running driver says of itself, such as "5.4-1.0.3"
 * @param options the install options whose packages are there: "--upstream-libs", "--dpdk"
 */
public record Ofed(
        Reading<String> version,
        boolean loaded,
        Reading<String> driverVersion,
        Reading<List<String>> options) {

    /** The script that the installer writes with its version in it. */
    public static final String VERSION_PATH = "/usr/bin/ofed_info";

    /** A module that only OFED has. */
    public static final String LOADED_PATH = "/sys/module/mlx_compat";

    /** A machine without it. */
    public static final Ofed ABSENT = new Ofed(
            new Reading.Absent<>(VERSION_PATH),
            false,
            new Reading.Absent<>("/sys/module/mlx5_core/version"),
            new Reading.Absent<>(VERSION_PATH));
}
