package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The addresses of this machine and its ways out, from the tables of procfs.
 *
 * @param addresses all local addresses, IPv4 before IPv6
 * @param defaults the default routes, the preferred one first
 */
public record Addressing(List<LocalAddress> addresses, List<WayOut> defaults) {

    /** No address and no route. */
    public static final Addressing NONE = new Addressing(List.of(), List.of());

    /**
     * One address of this machine.
     *
     * @param address such as "10.2.0.7" or "fd00::7"
     * @param prefixBits the length of its network's prefix
     * @param interfaces where it is: one in the common case; the kernel's IPv4 tables name only
     *     networks, so there are several if two interfaces serve one network, and none if no
     *     route tells
     */
    public record LocalAddress(String address, int prefixBits, List<String> interfaces) {
        public LocalAddress {
            interfaces = List.copyOf(interfaces);
        }
    }

    /**
     * Where packets for the rest of the world go.
     *
     * @param gateway the next router, or null where the link itself is the way
     * @param metric the lower one is preferred
     */
    public record WayOut(String interfaceName, @Nullable String gateway, long metric) {}

    public Addressing {
        addresses = List.copyOf(addresses);
        defaults = List.copyOf(defaults);
    }

    /** The addresses that are on that interface and, by the tables, on no other. */
    public List<LocalAddress> of(String interfaceName) {
        return addresses.stream()
                .filter(local -> local.interfaces().equals(List.of(interfaceName)))
                .toList();
    }
}
