package io.heddle.hardware.internal;

import io.heddle.hardware.Ofed;
import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the OFED installer left. {@code ofed_info} is a shell script that the installer writes with
 * its version: {@code if [ "$1" == "-s" ]; then echo MLNX_OFED_LINUX-5.4-1.0.3.0:; exit; fi}.
 * The install options are kept nowhere (mlnxofedinstall logs below /tmp), so they are recognised by
 * what they install: {@code --upstream-libs} rdma-core's libraries, whose mlx5 driver carries the
 * ABI number 14 or newer where the older library had 2 (rdma-core: IBVERBS_PABI_VERSION), and
 * {@code --dpdk} the verbs libraries with the headers that DPDK's mlx5 driver needs (packages
 * libibverbs-dev, ibverbs-providers and librdmacm1).
 */
final class OfedReader {
    private static final String DRIVER = "/sys/module/mlx5_core/version";
    private static final String HEADER = "/usr/include/infiniband/mlx5dv.h";
    private static final List<String> LIBRARIES =
            List.of("/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu");
    private static final Pattern ECHO =
            Pattern.compile("if .*\\becho [A-Za-z_-]*([0-9]+\\.[0-9]+-[0-9][0-9.]*):.*exit.*");
    private static final Pattern MLX5 = Pattern.compile("libmlx5-rdmav([0-9]{1,4})\\.so");
    private static final int FIRST_UPSTREAM_ABI = 14;

    private final Tree tree;

    OfedReader(Tree tree) {
        this.tree = tree;
    }

    Ofed read() {
        boolean loaded = tree.exists(Ofed.LOADED_PATH);
        Reading<String> driver = tree.read(DRIVER);
        Reading<String> version = installed();
        if (loaded && version instanceof Absent<String> && driver instanceof Found<String>) {
            // A driver container loads its modules into a host that has no packages of it.
            version = driver;
        }
        Reading<List<String>> options = version instanceof Found<String>
                ? new Found<>(options())
                : version.map(never -> List.of());
        return new Ofed(version, loaded, driver, options);
    }

    private Reading<String> installed() {
        Reading<String> echo = tree.line(Ofed.VERSION_PATH, ECHO);
        return tree.parsed(Ofed.VERSION_PATH, echo, "a script that prints its version", line -> {
            Matcher version = ECHO.matcher(line);
            if (!version.lookingAt()) {
                throw new IllegalArgumentException(line);
            }
            return version.group(1);
        });
    }

    private List<String> options() {
        int abi = 0;
        boolean connections = false;
        for (String folder : LIBRARIES) {
            for (String name : tree.names(folder + "/libibverbs", MLX5)) {
                Matcher number = MLX5.matcher(name);
                if (number.matches()) {
                    abi = Math.max(abi, Integer.parseInt(number.group(1)));
                }
            }
            connections |= tree.exists(folder + "/librdmacm.so.1");
        }
        List<String> options = new ArrayList<>();
        if (abi >= FIRST_UPSTREAM_ABI) {
            options.add("--upstream-libs");
        }
        if (abi > 0 && connections && tree.exists(HEADER)) {
            options.add("--dpdk");
        }
        return options;
    }
}
