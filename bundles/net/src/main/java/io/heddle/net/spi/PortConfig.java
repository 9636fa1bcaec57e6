package io.heddle.net.spi;

import io.heddle.net.NetAddress;

/**
 * How to open a port.
 *
 * @param name the lane it serves, for logs
 * @param bind the address to bind; port 0 lets the system choose
 * @param mtuBytes wanted largest UDP payload of one wire datagram; the port may offer less
 */
public record PortConfig(String name, NetAddress bind, int mtuBytes) {}
