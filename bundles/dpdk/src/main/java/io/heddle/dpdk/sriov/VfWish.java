package io.heddle.dpdk.sriov;

import org.jspecify.annotations.Nullable;

/**
 * Virtual functions to make.
 *
 * @param pf the address of the physical function, such as "0000:17:00.0"
 * @param count how many
 * @param kernel whether their kernel driver serves them, too, as mlx5_core does; else none is to
 *     take them before vfio-pci does
 * @param trust see {@link VfSettings#trust}
 * @param spoofCheck see {@link VfSettings#spoofCheck}
 * @param vlan see {@link VfSettings#vlan}
 */
public record VfWish(
        String pf,
        int count,
        boolean kernel,
        @Nullable Boolean trust,
        @Nullable Boolean spoofCheck,
        int vlan) {}
