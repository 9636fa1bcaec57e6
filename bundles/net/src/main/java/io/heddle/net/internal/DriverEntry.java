package io.heddle.net.internal;

import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.ProbeResult;

/**
 * A driver that a bundle registered.
 *
 * @param id the number of its service, different after an update of the same driver
 * @param family the service property of that name, or empty
 * @param probe what it said about this machine
 */
record DriverEntry(
        long id,
        NetDriver driver,
        String name,
        int serviceRanking,
        String bundle,
        String version,
        String family,
        ProbeResult probe) {

    boolean usable() {
        return probe instanceof ProbeResult.Usable;
    }

    DriverEntry probed(ProbeResult result) {
        return new DriverEntry(id, driver, name, serviceRanking, bundle, version, family, result);
    }
}
