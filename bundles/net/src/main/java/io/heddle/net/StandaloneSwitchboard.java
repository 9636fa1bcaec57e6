package io.heddle.net;

import io.heddle.net.internal.SwitchboardService;
import io.heddle.net.spi.NetDriver;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;

/**
 * The switchboard without a container, for benchmarks: drivers and witnesses are given to it instead
 * of being services.
 */
public final class StandaloneSwitchboard implements AutoCloseable {
    private final SwitchboardService service;
    private long drivers;

    private StandaloneSwitchboard(SwitchboardService service) {
        this.service = service;
    }

    /** Starts one that has no driver yet. */
    public static StandaloneSwitchboard start(Events events, Counters counters) {
        return new StandaloneSwitchboard(SwitchboardService.alone(events, counters));
    }

    public Switchboard switchboard() {
        return service;
    }

    /** A driver comes; it is probed soon, and serves when it ranks first. @return its number */
    public long add(NetDriver driver, int ranking) {
        service.driverArrived(++drivers, driver, ranking, driver.name(), "0", "");
        return drivers;
    }

    /** A driver goes; returns when its ports are closed. */
    public void remove(long driver) {
        service.driverLeft(driver);
    }

    /** A witness of ledgers comes. */
    public void add(LedgerSource witness) {
        service.bindSource(witness);
    }

    /** Closes all ports. */
    @Override
    public void close() {
        service.deactivate();
    }
}
