package io.heddle.hardware;

import java.util.List;

/**
 * What moves bytes between a NIC and the memory of a GPU.
 *
 * @param driver the version of NVIDIA's kernel driver
 * @param nvidiaFs the version of the loaded nvidia-fs; absent without GPUDirect Storage
 * @param peerMemory whether nvidia_peermem is loaded, which lets a NIC reach a GPU's memory
 * @param rdmaAddresses {@code properties.rdma_dev_addr_list} of the cuFile configuration: addresses
 *     or names of the interfaces that GPUDirect Storage may use (S102)
 */
public record GpuDirect(
        Reading<String> driver,
        Reading<String> nvidiaFs,
        boolean peerMemory,
        Reading<List<String>> rdmaAddresses) {

    /** NVIDIA's cuFile configuration. */
    public static final String CONFIG_PATH = "/etc/cufile.json";

    /** A machine without it. */
    public static final GpuDirect ABSENT = new GpuDirect(
            new Reading.Absent<>("/proc/driver/nvidia/version"),
            new Reading.Absent<>("/proc/driver/nvidia-fs/version"),
            false,
            new Reading.Absent<>(CONFIG_PATH));
}
