package io.heddle.net;

import java.util.List;

/**
 * A NIC that carries data of this process.
 *
 * @param name the interface, or "any" where ports bind the wildcard address
 * @param addresses what ports bind, one address for each lane in turn; port 0
 * @param label the switch that it is connected to, as the operator calls it, or empty
 */
public record DataNic(String name, List<NetAddress> addresses, String label, Link link) {
    public DataNic {
        addresses = List.copyOf(addresses);
    }

    /** Whether the interface can carry anything. */
    public enum Link {
        UP,
        DOWN,
        /** There is no interface of that name, or none with that address. */
        ABSENT
    }
}
