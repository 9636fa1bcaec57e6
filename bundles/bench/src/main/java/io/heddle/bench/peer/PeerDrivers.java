package io.heddle.bench.peer;

import io.heddle.net.spi.NetDriver;

import java.util.ServiceLoader;

/** Finds the driver that a peer was told of. */
final class PeerDrivers {
    private PeerDrivers() {}

    /** The driver of {@code driver=NAME}, udp-native without; ready to open ports. */
    static NetDriver prepared(Answer arguments) {
        String name = arguments.values().getOrDefault("driver", "udp-native");
        NetDriver driver = name.equals(DpdkDriver.NAME) ? DpdkDriver.of(arguments) : found(name);
        driver.prepare();
        return driver;
    }

    private static NetDriver found(String name) {
        return ServiceLoader.load(NetDriver.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("There is no driver " + name + "."));
    }
}
