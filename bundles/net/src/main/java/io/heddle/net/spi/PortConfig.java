package io.heddle.net.spi;

import io.heddle.net.NetAddress;

/**
 * How to open a port.
 *
 * @param name the lane it serves, for logs
 * @param bind the address to bind; port 0 lets the system choose
 * @param mtuBytes wanted largest UDP payload of one wire datagram; the port may offer less
 * @param dedicated whether the loop has a processor for itself (performance mode, S27): then a device
 *     in user space is polled, else it wakes the loop where it can (S54)
 */
public record PortConfig(String name, NetAddress bind, int mtuBytes, boolean dedicated) {
    /** For a loop that shares its processor. */
    public PortConfig(String name, NetAddress bind, int mtuBytes) {
        this(name, bind, mtuBytes, false);
    }
}
