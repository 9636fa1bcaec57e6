package io.heddle.hardware.internal;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.LinkLayer;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.NetInterface.Bond;
import io.heddle.hardware.NetInterface.BondMode;
import io.heddle.hardware.NetInterface.Vlan;
import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Interfaces from {@code /sys/class/net} (kernel: Documentation/ABI/testing/sysfs-class-net). */
final class InterfaceReader {
    private static final Pattern BOND_MODE = Pattern.compile("([a-z0-9.-]{1,20}) ([0-9])");
    private static final Pattern LOWER = Pattern.compile("lower_.+");
    private static final Pattern VLAN_TYPE = Pattern.compile("DEVTYPE=vlan");

    private final Tree tree;
    private final Map<String, Integer> vlanIds;

    InterfaceReader(Tree tree) {
        this.tree = tree;
        vlanIds = new VlanTable(tree).read();
    }

    List<NetInterface> read() {
        List<NetInterface> interfaces = new ArrayList<>();
        for (String name : tree.names(Inventory.NET_PATH)) {
            String path = Inventory.NET_PATH + "/" + name;
            // Files such as bonding_masters stand beside the interfaces.
            if (tree.exists(path + "/type")) {
                interfaces.add(one(name, path));
            }
        }
        return interfaces;
    }

    private NetInterface one(String name, String path) {
        String mac = tree.text(path + "/address");
        String state = tree.text(path + "/operstate");
        return new NetInterface(
                name,
                tree.readNumber(path + "/type").map(type -> LinkLayer.of(type.intValue())),
                mac == null ? "" : mac,
                tree.readNumber(path + "/mtu").map(Long::intValue),
                speed(path + "/speed"),
                state == null ? "unknown" : state,
                carrier(path + "/carrier"),
                nearestFunction(tree, path + "/device"),
                PciReader.lastName(tree.real(path + "/master")),
                bond(path + "/bonding"),
                vlan(name, path));
    }

    /** The kernel refuses the read where the link is down, and says -1 where it does not know. */
    private Reading<Integer> speed(String path) {
        if (!(tree.readIfAny(path) instanceof Found<String>(String text))) {
            return new Absent<>(path);
        }
        Reading<Integer> speed = tree.parsed(path, new Found<>(text), "a number", Integer::valueOf);
        return speed instanceof Found<Integer>(Integer mbps) && mbps <= 0
                ? new Absent<>(path)
                : speed;
    }

    /** The kernel refuses the read while the interface is switched off. */
    private Reading<Boolean> carrier(String path) {
        return tree.readIfAny(path) instanceof Found<String>(String text)
                ? new Found<>(text.equals("1"))
                : new Absent<>(path);
    }

    private @Nullable Bond bond(String path) {
        if (!tree.exists(path)) {
            return null;
        }
        String at = path + "/mode";
        Reading<BondMode> mode =
                tree.parsed(at, tree.read(at), "a bond mode such as '802.3ad 4'", text -> {
                    Matcher words = BOND_MODE.matcher(text);
                    if (!words.matches()) {
                        throw new IllegalArgumentException(text);
                    }
                    return new BondMode(words.group(1), Integer.parseInt(words.group(2)));
                });
        String members = tree.text(path + "/slaves");
        return new Bond(
                mode,
                members == null || members.isEmpty()
                        ? List.of()
                        : Arrays.asList(members.split("\\s+")));
    }

    private @Nullable Vlan vlan(String name, String path) {
        if (tree.line(path + "/uevent", VLAN_TYPE).or("").isEmpty()) {
            return null;
        }
        List<String> lower = tree.names(path, LOWER);
        Reading<String> parent = lower.isEmpty()
                ? new Absent<>(path)
                : new Found<>(lower.get(0).substring("lower_".length()));
        Integer id = vlanIds.get(name);
        return new Vlan(parent, id == null ? new VlanTable(tree).why() : new Found<>(id));
    }

    /** The nearest PCI function above a device: a virtio NIC is one step below its own. */
    static @Nullable String nearestFunction(Tree tree, String path) {
        String real = tree.real(path);
        while (real != null && !real.isEmpty()) {
            String name = PciReader.lastName(real);
            if (name != null && PciReader.ADDRESS.matcher(name).matches()) {
                return name;
            }
            real = real.substring(0, real.lastIndexOf('/'));
        }
        return null;
    }
}
