package io.heddle.hardware.internal;

import io.heddle.hardware.KernelFacts;
import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Found;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's release and the modules that matter here. */
final class KernelReader {
    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})[-+.\\w]*");

    private static final Pattern XDP = Pattern.compile("CONFIG_XDP_SOCKETS=y");

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
                fuseIoUring(),
                xdp(release == null ? "" : release));
    }

    /** A parameter of the FUSE module since Linux 6.14. */
    private Reading<Boolean> fuseIoUring() {
        String path = "/sys/module/fuse/parameters/enable_uring";
        return tree.parsed(path, tree.read(path), "Y or N", text -> switch (text) {
            case "Y", "1" -> true;
            case "N", "0" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    /** The running kernel lists the protocol of its AF_XDP sockets; its configuration may say, too. */
    private Reading<Boolean> xdp(String release) {
        Reading<String> protocols = tree.line("/proc/net/protocols", Pattern.compile("XDP\\s"));
        if (protocols instanceof Found<String>(String line)) {
            return new Found<>(!line.isEmpty());
        }
        for (String path : List.of("/proc/config.gz", "/boot/config-" + release)) {
            if (tree.line(path, XDP) instanceof Found<String>(String line)) {
                return new Found<>(!line.isEmpty());
            }
        }
        return protocols.map(line -> false);
    }

    /** io_uring came with 5.1; since 6.6 a sysctl of 2 switches it off for all. */
    private boolean ioUring(int major, int minor) {
        boolean inKernel = major > 5 || major == 5 && minor >= 1;
        return inKernel && tree.number("/proc/sys/kernel/io_uring_disabled", 0) != 2;
    }
}
