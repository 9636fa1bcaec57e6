package io.heddle.dpdk.guest;

import io.heddle.dpdk.sriov.RootedSysfs;
import io.heddle.dpdk.sriov.Sysfs;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What must be as before: functions with their drivers, interfaces with their settings. */
final class Machine {
    private final Sysfs sys = new RootedSysfs(Path.of("/"));

    List<String> lines() throws SocketException {
        var lines = new TreeSet<String>();
        for (String function : sys.list(Sysfs.PCI)) {
            String at = Sysfs.PCI + function;
            lines.add(function + " driver " + sys.link(at + "/driver") + " override "
                    + sys.read(at + "/driver_override") + " numvfs "
                    + sys.read(at + "/sriov_numvfs") + " autoprobe "
                    + sys.read(at + "/sriov_drivers_autoprobe"));
        }
        for (NetworkInterface net : NetworkInterface.networkInterfaces().toList()) {
            var addresses = new TreeSet<String>();
            net.getInterfaceAddresses().forEach(one -> {
                if (!one.getAddress().isLinkLocalAddress()) {
                    addresses.add(
                            one.getAddress().getHostAddress() + "/" + one.getNetworkPrefixLength());
                }
            });
            lines.add("interface " + net.getName() + " mtu " + net.getMTU() + " flags "
                    + sys.read("/sys/class/net/" + net.getName() + "/flags") + " " + addresses);
        }
        return new ArrayList<>(lines);
    }

    /** Functions of some buses with their drivers, but for those that any bus has. */
    String functions(List<String> buses) {
        var text = new StringBuilder();
        for (String function : sys.list(Sysfs.PCI)) {
            String driver = sys.link(Sysfs.PCI + function + "/driver");
            boolean there = buses.stream().anyMatch(function::startsWith);
            if (there && !"pcieport".equals(driver)) {
                text.append(' ')
                        .append(function)
                        .append(" (")
                        .append(driver)
                        .append(", IOMMU group ")
                        .append(sys.link(Sysfs.PCI + function + "/iommu_group"))
                        .append(')');
            }
        }
        return text.toString();
    }
}
