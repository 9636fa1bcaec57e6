package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

/**
 * What the running kernel is and offers.
 *
 * @param release such as "6.1.0-18-amd64"; empty where it could not be read
 * @param major the first number of the release, 0 if unknown
 * @param minor the second number of the release, 0 if unknown
 * @param iommuGroups how many IOMMU groups exist; 0 means that the IOMMU is off
 * @param fuse whether /dev/fuse is there
 * @param vfio whether the vfio-pci module is loaded
 * @param ioUring whether the kernel lets processes use io_uring
 * @param ofed the version of the loaded Mellanox OFED, or null
 */
public record KernelFacts(
        String release,
        int major,
        int minor,
        int iommuGroups,
        boolean fuse,
        boolean vfio,
        boolean ioUring,
        @Nullable String ofed) {

    /** Where the release was read. */
    public static final String RELEASE_PATH = "/proc/sys/kernel/osrelease";

    /** Whether the release is that one or newer. */
    public boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
    }
}
