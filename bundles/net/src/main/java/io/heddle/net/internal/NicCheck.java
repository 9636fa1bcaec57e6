package io.heddle.net.internal;

import io.heddle.net.DataNic.Link;
import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether an operator's wish for another data NIC makes sense, and is safe. */
record NicCheck(NicFacts facts, List<NicSpec> present) {
    /** A swap of three needs one free slot of four, for one NIC after the other. */
    static final int MOST = Seat.SLOTS - 1;

    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EEXIST = 17;
    private static final int EINVAL = 22;

    /**
     * The NIC that is meant.
     *
     * @param hosts literal addresses; empty for those that the interface has
     */
    NicSpec check(String name, List<String> hosts, String label) {
        List<String> names = facts.names();
        if (!names.contains(name)) {
            throw new StorageException(
                    ENOENT,
                    "There is no NIC " + name + " on this machine; choose one of "
                            + String.join(", ", names) + ".");
        }
        if (present.stream().anyMatch(nic -> nic.name().equals(name))) {
            throw new StorageException(
                    EEXIST,
                    "NIC " + name + " carries data already; remove it first to change its"
                            + " addresses or its label.");
        }
        if (present.size() >= MOST) {
            throw new StorageException(
                    EINVAL,
                    "A process uses at most " + MOST + " data NICs; remove one of "
                            + present.stream()
                                    .map(NicSpec::name)
                                    .collect(Collectors.joining(", ", "", " first.")));
        }
        if (!NicSpec.LABEL.matcher(label).matches()) {
            throw new StorageException(
                    EINVAL,
                    "The label '" + label + "' is none; use up to 32 letters, digits and . _ : -,"
                            + " such as switch-A.");
        }
        refuseManagement(name);
        var nic = new NicSpec(name, addresses(name, hosts), label);
        if (facts.link(nic) != Link.UP) {
            throw new StorageException(
                    EINVAL,
                    "NIC " + name + " has no link; switch it on with `ip link set " + name
                            + " up`, look at its cable, and try again.");
        }
        return nic;
    }

    /** Load on these could lock the operator out (S61). */
    private void refuseManagement(String name) {
        if (facts.management().contains(name)) {
            throw new StorageException(
                    EPERM,
                    "NIC " + name + " carries the management address, where data must not be;"
                            + " choose another NIC.");
        }
        if (facts.defaultRoutes().contains(name)) {
            throw new StorageException(
                    EPERM,
                    "NIC " + name + " carries the default route, so data on it could cut this"
                            + " machine off; choose another NIC, or move the route.");
        }
    }

    private List<NetAddress> addresses(String name, List<String> hosts) {
        List<NetAddress> there = facts.addresses(name);
        if (hosts.isEmpty()) {
            return own(name, there);
        }
        var wanted = new ArrayList<NetAddress>();
        for (String host : hosts) {
            NetAddress address = parse(host);
            boolean local = facts.isLoopback(name)
                    ? facts.behind(address).equals(name)
                    : there.contains(address);
            if (!local) {
                throw new StorageException(
                        EINVAL,
                        "The address " + host + " is not on NIC " + name + ", which has "
                                + shown(there) + "; give one of these, or `ip address add` it.");
            }
            if (wanted.contains(address)) {
                throw new StorageException(
                        EINVAL, "The address " + host + " is named twice; name it once.");
            }
            refuseUsed(address);
            wanted.add(address);
        }
        return wanted;
    }

    /** All of one family, so that each can reach each. */
    private List<NetAddress> own(String name, List<NetAddress> there) {
        if (there.isEmpty()) {
            throw new StorageException(
                    EINVAL,
                    "NIC " + name + " has no address; give it one with `ip address add ADDRESS/BITS"
                            + " dev " + name + "`.");
        }
        boolean four = there.getFirst().isIpv4();
        List<NetAddress> wanted =
                there.stream().filter(one -> one.isIpv4() == four).toList();
        wanted.forEach(this::refuseUsed);
        return wanted;
    }

    private void refuseUsed(NetAddress address) {
        for (NicSpec nic : present) {
            if (nic.addresses().contains(address)) {
                throw new StorageException(
                        EEXIST,
                        "The address " + address.host() + " is used already, by " + nic.name()
                                + "; give another one, or remove that NIC first.");
            }
        }
    }

    private static NetAddress parse(String host) {
        try {
            return NetAddress.parse(host);
        } catch (IllegalArgumentException malformed) {
            throw new StorageException(
                    EINVAL,
                    "'" + host + "' is no IP address; give one such as 10.2.0.7.",
                    malformed);
        }
    }

    private static String shown(List<NetAddress> addresses) {
        return addresses.isEmpty()
                ? "none"
                : addresses.stream().map(NetAddress::host).collect(Collectors.joining(", "));
    }
}
