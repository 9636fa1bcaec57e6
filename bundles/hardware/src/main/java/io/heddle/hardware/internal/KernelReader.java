package io.heddle.hardware.internal;

import io.heddle.hardware.KernelFacts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's release and the modules that matter here. */
final class KernelReader {
    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");

    private final Tree tree;

    KernelReader(Tree tree) {
        this.tree = tree;
    }

    KernelFacts read() {
        String release = tree.text(KernelFacts.RELEASE_PATH);
        int major = 0;
        int minor = 0;
        if (release != null) {
            Matcher numbers = RELEASE.matcher(release);
            if (numbers.matches()) {
                major = Integer.parseInt(numbers.group(1));
                minor = Integer.parseInt(numbers.group(2));
            } else {
                tree.odd(KernelFacts.RELEASE_PATH, release, "It is not a kernel release.");
            }
        }
        return new KernelFacts(
                release == null ? "" : release,
                major,
                minor,
                tree.names("/sys/kernel/iommu_groups").size(),
                tree.exists("/dev/fuse"),
                tree.exists("/sys/module/vfio_pci"),
                ioUring(major, minor),
                tree.text("/sys/module/mlx_compat/version"));
    }

    /** io_uring came with 5.1; since 6.6 a sysctl of 2 switches it off for all. */
    private boolean ioUring(int major, int minor) {
        boolean inKernel = major > 5 || major == 5 && minor >= 1;
        return inKernel && tree.number("/proc/sys/kernel/io_uring_disabled", 0) != 2;
    }
}
