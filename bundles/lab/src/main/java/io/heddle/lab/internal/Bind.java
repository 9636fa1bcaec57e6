package io.heddle.lab.internal;

import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.StorageException;

/** Which addresses a port of the lab may be asked for. */
final class Bind {
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;

    private Bind() {}

    /**
     * Refuses what no device of the lab can be.
     *
     * @throws StorageException EADDRNOTAVAIL the address is neither loopback nor of the lab,
     *     EADDRINUSE a port has that very address
     */
    static void check(String driver, Plan plan, Numbers numbers, PortConfig config) {
        NetAddress bind = config.bind();
        int number = plan.number(bind);
        if (number > 0 && numbers.isTaken(number)) {
            throw new StorageException(
                    EADDRINUSE,
                    "The port of " + config.name() + " cannot bind " + bind
                            + ": another one of driver " + driver
                            + " has it; choose another port, or 0 at loopback for a free one.");
        }
        if (!isLoopback(bind)) {
            throw new StorageException(
                    EADDRNOTAVAIL,
                    "Driver " + driver + " serves lanes on loopback, and " + config.name()
                            + " is to have " + bind.host()
                            + "; remove that NIC with `heddle cluster container net remove`, or"
                            + " swap to another driver.");
        }
    }

    private static boolean isLoopback(NetAddress address) {
        return address.isIpv4()
                ? (address.low() >>> 24 & 255) == 127
                : address.high() == 0 && address.low() == 1;
    }

    /** The same port at its address in the lab. */
    static PortConfig at(NetAddress own, PortConfig config) {
        var address = new NetAddress(own.high(), own.low(), config.bind().port());
        return new PortConfig(config.name(), address, config.mtuBytes(), config.dedicated());
    }
}
