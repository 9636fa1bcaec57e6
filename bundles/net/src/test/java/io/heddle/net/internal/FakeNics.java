package io.heddle.net.internal;

import io.heddle.net.DataNic.Link;
import io.heddle.net.NetAddress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A machine with a loopback and three NICs: a with two addresses, b, and m with the default route. */
final class FakeNics implements NicFacts {
    final Map<String, List<NetAddress>> addresses = new TreeMap<>(Map.of(
            "lo", List.of(NetAddress.parse("127.0.0.1")),
            "a", List.of(NetAddress.parse("198.18.0.1"), NetAddress.parse("198.18.0.2")),
            "b", List.of(NetAddress.parse("198.18.1.1")),
            "c", List.of(NetAddress.parse("198.18.2.1"), NetAddress.parse("fd00::1")),
            "bare", List.of(),
            "m", List.of(NetAddress.parse("198.18.9.1"))));
    final Map<String, Link> links = new ConcurrentHashMap<>();
    volatile Set<String> management = Set.of();

    @Override
    public List<String> names() {
        return List.copyOf(addresses.keySet());
    }

    @Override
    public List<NetAddress> addresses(String name) {
        return addresses.getOrDefault(name, List.of());
    }

    @Override
    public Link link(NicSpec nic) {
        return links.getOrDefault(nic.name(), Link.UP);
    }

    @Override
    public String behind(NetAddress address) {
        for (Map.Entry<String, List<NetAddress>> one : addresses.entrySet()) {
            if (one.getValue().contains(address)) {
                return one.getKey();
            }
        }
        return address.host().startsWith("127.") ? "lo" : address.host();
    }

    @Override
    public boolean isLoopback(String name) {
        return name.equals("lo");
    }

    @Override
    public List<String> defaultRoutes() {
        return List.of("m");
    }

    @Override
    public List<String> management() {
        return new ArrayList<>(management);
    }
}
