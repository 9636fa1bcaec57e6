package io.heddle.hardware.internal;

import io.heddle.hardware.Platform;
import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;
import io.heddle.hardware.Reading.Unreadable;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cloud and hypervisor by DMI, the container by the marks that its runtime leaves; the order of
 * looking is that of systemd-detect-virt. The environment of process 1 would tell, too, and is
 * never read: it holds secrets.
 */
final class PlatformReader {
    private static final String DMI = "/sys/class/dmi/id";
    private static final String CPUINFO = "/proc/cpuinfo";
    private static final String SYSTEMD = "/run/systemd/container";
    private static final String CGROUP = "/proc/1/cgroup";

    /** The asset tag of every machine of Azure (cloud-init: DataSourceAzure). */
    private static final String AZURE_TAG = "7783-7084-3265-9085-8269-3286-77";

    private static final Pattern FLAGS = Pattern.compile("flags\\s*:.*\\bhypervisor\\b");
    private static final Pattern RUNTIME =
            Pattern.compile("\\b(kubepods|docker|libpod|lxc|containerd)\\b");

    private final Tree tree;

    PlatformReader(Tree tree) {
        this.tree = tree;
    }

    Platform read() {
        Reading<String> vendor = tree.read(DMI + "/sys_vendor");
        Reading<String> product = tree.read(DMI + "/product_name");
        Reading<String> cloud = cloud(vendor);
        return new Platform(
                vendor, product, cloud, hypervisor(vendor, product, cloud), container());
    }

    private Reading<String> cloud(Reading<String> vendor) {
        Reading<String> bios = tree.read(DMI + "/bios_vendor");
        Reading<String> tag = tree.read(DMI + "/chassis_asset_tag");
        if (vendor.or("").equals("Amazon EC2") || bios.or("").equals("Amazon EC2")) {
            return new Found<>("aws");
        }
        if (vendor.or("").equals("Google")) {
            return new Found<>("gcp");
        }
        if (tag.or("").equals(AZURE_TAG)) {
            return new Found<>("azure");
        }
        for (Reading<String> fact : List.of(vendor, bios, tag)) {
            if (fact instanceof Unreadable<String>) {
                return fact;
            }
        }
        return new Absent<>(DMI + "/sys_vendor");
    }

    private Reading<String> hypervisor(
            Reading<String> vendor, Reading<String> product, Reading<String> cloud) {
        Reading<String> type = tree.read("/sys/hypervisor/type");
        if (type instanceof Found<String>) {
            return type;
        }
        String named = byName(vendor.or(""), product.or(""), cloud.or(""));
        if (named != null) {
            return new Found<>(named);
        }
        Reading<String> flags = tree.line(CPUINFO, FLAGS);
        if (flags instanceof Found<String>(String line)) {
            return line.isEmpty() ? new Absent<>(CPUINFO) : new Found<>("unknown");
        }
        return flags;
    }

    private static @Nullable String byName(String vendor, String product, String cloud) {
        if (cloud.equals("aws")) {
            return product.endsWith(".metal") ? null : "nitro";
        }
        if (vendor.equals("Microsoft Corporation") && product.equals("Virtual Machine")) {
            return "hyper-v";
        }
        return switch (vendor) {
            case "QEMU", "Google", "Red Hat", "oVirt", "OpenStack Foundation" -> "kvm";
            case "VMware, Inc." -> "vmware";
            case "innotek GmbH" -> "virtualbox";
            case "Xen" -> "xen";
            default -> null;
        };
    }

    private Reading<String> container() {
        Reading<String> systemd = tree.read(SYSTEMD);
        if (systemd instanceof Found<String>) {
            return systemd;
        }
        if (tree.exists("/run/secrets/kubernetes.io")) {
            return new Found<>("kubernetes");
        }
        if (tree.exists("/run/.containerenv")) {
            return new Found<>("podman");
        }
        if (tree.exists("/.dockerenv")) {
            return new Found<>("docker");
        }
        Reading<String> groups = tree.read(CGROUP);
        if (groups instanceof Unreadable<String>) {
            return groups;
        }
        Matcher runtime = RUNTIME.matcher(groups.or(""));
        if (!runtime.find()) {
            return new Absent<>(CGROUP);
        }
        return new Found<>(
                switch (runtime.group(1)) {
                    case "kubepods" -> "kubernetes";
                    case "libpod" -> "podman";
                    default -> runtime.group(1);
                });
    }
}
