package io.heddle.hardware;

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
 * @param fuseIoUring whether FUSE requests may come by io_uring; absent before Linux 6.14
 * @param xdp whether AF_XDP sockets exist; absent where the kernel does not say
 */
public record KernelFacts(
        String release,
        int major,
        int minor,
        int iommuGroups,
        boolean fuse,
        boolean vfio,
        boolean ioUring,
        Reading<Boolean> fuseIoUring,
        Reading<Boolean> xdp) {

    /** Where the release was read. */
    public static final String RELEASE_PATH = "/proc/sys/kernel/osrelease";

    /** A kernel of which nothing could be read. */
    public static final KernelFacts UNKNOWN = new KernelFacts(
            "",
            0,
            0,
            0,
            false,
            false,
            false,
            new Reading.Absent<>(RELEASE_PATH),
            new Reading.Absent<>(RELEASE_PATH));

    /** Whether the release is that one or newer. */
    public boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
    }

    /** Whether devices can be given to user space safely. */
    public boolean iommu() {
        return iommuGroups > 0;
    }
}
