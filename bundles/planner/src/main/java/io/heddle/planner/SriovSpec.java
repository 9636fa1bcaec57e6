package io.heddle.planner;

/**
 * What is known of SR-IOV on one NIC (S49).
 *
 * @param kernel whether the kernel supports it
 * @param bios whether it is enabled in the BIOS
 * @param nic whether it is enabled in the NIC
 * @param vfs how many virtual functions there are, from 0
 */
public record SriovSpec(
        Fact<Boolean> kernel, Fact<Boolean> bios, Fact<Boolean> nic, Fact<Integer> vfs) {}
