package io.heddle.shell.internal;

import io.heddle.net.DriverStatus;
import io.heddle.net.Ledger;
import io.heddle.net.Switchboard;

import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;

/** {@code heddle:drivers}, {@code heddle:swap NAME}, {@code heddle:swaps}, {@code heddle:traffic}. */
@Component(
        service = NetCommands.class,
        property = {
            "osgi.command.scope=heddle",
            "osgi.command.function=drivers",
            "osgi.command.function=swap",
            "osgi.command.function=swaps",
            "osgi.command.function=traffic"
        })
public final class NetCommands {
    private final Switchboard switchboard;

    /** Made by the component runtime. */
    @Activate
    public NetCommands(@Reference Switchboard switchboard) {
        this.switchboard = switchboard;
    }

    /** A line for each driver. */
    @Descriptor("every network driver with its verdict")
    public String drivers() {
        var text = new StringBuilder();
        for (DriverStatus driver : switchboard.drivers()) {
            text.append("%-12s %-9s %-7s %s %s%n"
                    .formatted(
                            driver.name(),
                            driver.verdict(),
                            driver.state(),
                            driver.bundle(),
                            driver.version()));
        }
        return text.toString();
    }

    /** Swaps and gives the ledger. */
    @Descriptor("swaps the network driver under load and prints the ledger")
    public Ledger swap(@Descriptor("the driver's name") String driver) {
        return switchboard.swap(driver);
    }

    /** The latest ledgers. */
    @Descriptor("the ledgers of the latest swaps")
    public List<Ledger> swaps() {
        return switchboard.ledgers();
    }

    /** UDP payload bytes that all drivers have sent since the start. */
    @Descriptor("UDP payload bytes that all drivers have sent")
    public long traffic() {
        return switchboard.traffic().stream()
                .mapToLong(row -> row.stats().txBytes())
                .sum();
    }
}
