package io.heddle.dpdk.fake;

import io.heddle.dpdk.fake.Fault.Kind;
import io.heddle.dpdk.sriov.NicControl;
import io.heddle.dpdk.sriov.RootedSysfs;
import io.heddle.dpdk.sriov.Sysfs;
import io.heddle.dpdk.sriov.VfSettings;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part of Linux that PCI drivers talk to, over an unpacked tree: what is written has the effects
 * that it has on sysfs, so that an inventory of the tree sees them. One change may go wrong.
 */
public final class FakeKernel implements Sysfs, NicControl {
    private static final int EIO = 5;
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;
    private static final int ERANGE = 34;

    private final Path root;
    private final Sysfs files;
    private final FakeBus bus;
    private final List<String> log = new ArrayList<>();
    private final Map<String, VfSettings> settings = new TreeMap<>();
    private Fault fault = Fault.NONE;
    private int steps;

    /** Completes a tree that an inventory was recorded of. */
    public FakeKernel(Path root) {
        this.root = root;
        files = new RootedSysfs(root);
        bus = new FakeBus(root, files);
    }

    /** What will go wrong; counts the changes anew. */
    public void breaks(Fault next) {
        fault = next;
        steps = 0;
    }

    /** Changes since the last call of {@link #breaks}. */
    public int steps() {
        return steps;
    }

    /** Every change, such as "sriov_numvfs of 0000:17:00.0 is 2". */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** What was granted to virtual functions, by interface and number, such as "ens5f0 0". */
    public Map<String, VfSettings> settings() {
        return Map.copyOf(settings);
    }

    /** Gives an interface an address. */
    public void hasAddress(String name, String cidr) {
        bus.addresses(name).add(cidr);
    }

    /** An interface is switched on and has no link. */
    public void hasNoLink(String name) {
        bus.noLink(name);
    }

    /** All that can be seen of the machine, to compare. */
    public String snapshot() {
        return bus.snapshot();
    }

    /** What is other than in that snapshot: lines that are gone with a minus, new ones with a plus. */
    public List<String> changes(String before) {
        var now = new ArrayList<>(snapshot().lines().toList());
        var changes = new ArrayList<String>();
        for (String line : before.lines().toList()) {
            if (!now.remove(line)) {
                changes.add("-" + line);
            }
        }
        now.forEach(line -> changes.add("+" + line));
        return changes;
    }

    @Override
    public @Nullable String read(String path) {
        return files.read(path);
    }

    @Override
    public @Nullable String link(String path) {
        return files.link(path);
    }

    @Override
    public List<String> list(String path) {
        return files.list(path);
    }

    @Override
    public void write(String path, String value) {
        int slash = path.lastIndexOf('/');
        String file = path.substring(slash + 1);
        String owner = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
        change(file + " of " + owner + " is " + value.strip(), () -> effect(file, owner, value));
    }

    private void effect(String file, String owner, String value) {
        switch (file) {
            case "sriov_numvfs" -> virtualFunctions(owner, Integer.parseInt(value));
            case "sriov_drivers_autoprobe" ->
                bus.set(PCI + owner + "/sriov_drivers_autoprobe", value);
            case "driver_override" ->
                bus.set(
                        PCI + owner + "/driver_override",
                        value.strip().isEmpty() ? "(null)" : value);
            case "unbind" -> {
                if (!owner.equals(link(PCI + value + "/driver"))) {
                    throw new StorageException(ENODEV, value + " is not bound to " + owner + ".");
                }
                bus.unbind(value);
            }
            case "drivers_probe" -> bus.probe(value);
            default -> throw new StorageException(EIO, file + " is not written by any driver.");
        }
    }

    private void virtualFunctions(String pf, int wanted) {
        int now = Integer.parseInt(String.valueOf(read(PCI + pf + "/sriov_numvfs")));
        int total = Integer.parseInt(String.valueOf(read(PCI + pf + "/sriov_totalvfs")));
        if (wanted > total) {
            throw new StorageException(ERANGE, "Numerical result out of range.");
        }
        if (wanted > 0 && now > 0) {
            throw new StorageException(EBUSY, "Device or resource busy.");
        }
        if (wanted == 0) {
            settings.clear();
            bus.removeVirtual(pf, now);
        } else {
            bus.makeVirtual(pf, wanted);
        }
        bus.set(PCI + pf + "/sriov_numvfs", Integer.toString(wanted));
    }

    @Override
    public void configure(String pf, int index, VfSettings granted) {
        change("virtual function " + index + " of " + pf + " is " + granted.mac(), () -> {
            String device = "/sys/class/net/" + pf + "/device/virtfn" + index;
            if (files.link(device) == null) {
                throw new StorageException(ENODEV, pf + " has no virtual function " + index + ".");
            }
            settings.put(pf + " " + index, granted);
        });
    }

    @Override
    public void rename(String name, String wanted) {
        change(name + " is called " + wanted, () -> bus.rename(name, wanted));
    }

    @Override
    public void up(String name, boolean on) {
        change(name + " is " + (on ? "up" : "down"), () -> bus.up(name, on));
    }

    @Override
    public void mtu(String name, int bytes) {
        change(
                "mtu of " + name + " is " + bytes,
                () -> bus.set("/sys/class/net/" + name + "/mtu", Integer.toString(bytes)));
    }

    @Override
    public List<String> addresses(String name) {
        return bus.listed(name);
    }

    @Override
    public void address(String name, String cidr) {
        change(name + " has " + cidr, () -> bus.addresses(name).add(cidr));
    }

    private void change(String what, Runnable effect) {
        steps++;
        boolean now = steps == fault.step();
        if (now && fault.kind() == Kind.REFUSED) {
            throw new StorageException(EIO, "A test refuses that " + what + ".");
        }
        if (now && fault.kind() == Kind.KILLED_BEFORE) {
            throw new Fault.Killed("before " + what);
        }
        effect.run();
        log.add(what);
        if (now && fault.kind() == Kind.DONE_AND_FAILED) {
            throw new StorageException(EIO, "A test complains that " + what + ".");
        }
        if (now && fault.kind() == Kind.KILLED_AFTER) {
            throw new Fault.Killed("after " + what);
        }
    }

    /** The tree. */
    public Path root() {
        return root;
    }
}
