package io.heddle.net.internal;

import io.heddle.hardware.Addressing;
import io.heddle.hardware.Inventory;
import io.heddle.net.DataNic.Link;
import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The interfaces of this network namespace, by the kernel's own answers. */
final class KernelNics implements NicFacts {
    private static final int EIO = 5;

    private final @Nullable String managementHost;

    /** @param managementHost where console and REST listen, as configured; null for everywhere */
    KernelNics(@Nullable String managementHost) {
        this.managementHost = managementHost;
    }

    @Override
    public List<String> names() {
        return asked(() -> NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .toList());
    }

    @Override
    public List<NetAddress> addresses(String name) {
        return asked(() -> {
            NetworkInterface found = NetworkInterface.getByName(name);
            var four = new ArrayList<NetAddress>();
            var six = new ArrayList<NetAddress>();
            List<InterfaceAddress> all = found == null ? List.of() : found.getInterfaceAddresses();
            for (InterfaceAddress one : all) {
                InetAddress address = one.getAddress();
                if (!(address instanceof Inet6Address)) {
                    four.add(NetAddress.of(address));
                } else if (!address.isLinkLocalAddress()) {
                    six.add(NetAddress.of(address));
                }
            }
            four.addAll(six);
            return List.copyOf(four);
        });
    }

    @Override
    public Link link(NicSpec nic) {
        if (nic.addresses().getFirst().isAny()) {
            return Link.UP;
        }
        return asked(() -> {
            NetworkInterface found = NetworkInterface.getByName(nic.name());
            if (found == null) {
                return Link.ABSENT;
            }
            return found.isUp() ? Link.UP : Link.DOWN;
        });
    }

    @Override
    public String behind(NetAddress address) {
        if (address.isAny()) {
            return NicSpec.ANY;
        }
        return asked(() -> {
            InetAddress wanted = InetAddress.ofLiteral(address.host());
            for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
                if (wanted.isLoopbackAddress()
                        ? one.isLoopback()
                        : one.inetAddresses().anyMatch(wanted::equals)) {
                    return one.getName();
                }
            }
            return address.host();
        });
    }

    @Override
    public boolean isLoopback(String name) {
        return asked(() -> {
            NetworkInterface found = NetworkInterface.getByName(name);
            return found != null && found.isLoopback();
        });
    }

    @Override
    public List<String> defaultRoutes() {
        return Inventory.read(Path.of("/")).addressing().defaults().stream()
                .map(Addressing.WayOut::interfaceName)
                .toList();
    }

    @Override
    public List<String> management() {
        if (managementHost == null || managementHost.isBlank()) {
            return List.of();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(managementHost.strip());
            return address.isAnyLocalAddress() || address.isLoopbackAddress()
                    ? List.of()
                    : List.of(behind(NetAddress.of(address)));
        } catch (IllegalArgumentException name) {
            return List.of(); // No name server is asked; the planner says that it is a name.
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws SocketException;
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (SocketException refused) {
            throw new StorageException(
                    EIO,
                    "The kernel does not list its network interfaces (" + refused.getMessage()
                            + "); look for the reason with `ip link`.",
                    refused);
        }
    }
}
