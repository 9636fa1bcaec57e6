package io.heddle.shell.internal;

import io.heddle.net.DataNic;
import io.heddle.net.DriverStatus;
import io.heddle.net.LanePort;
import io.heddle.net.Ledger;
import io.heddle.net.PathStatus;
import io.heddle.net.Switchboard;

import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;
import java.util.Locale;

/**
 * {@code heddle:drivers}, {@code heddle:swap NAME}, {@code heddle:swaps}, {@code heddle:traffic}, and
 * of data NICs {@code heddle:nics}, {@code heddle:nicAdd NIC [LABEL [IP...]]}, {@code
 * heddle:nicRemove NIC}.
 */
@Component(
        service = NetCommands.class,
        property = {
            "osgi.command.scope=heddle",
            "osgi.command.function=drivers",
            "osgi.command.function=swap",
            "osgi.command.function=swaps",
            "osgi.command.function=traffic",
            "osgi.command.function=nics",
            "osgi.command.function=nicAdd",
            "osgi.command.function=nicRemove"
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

    /** A line for each lane and data NIC, and below it one for each path. */
    @Descriptor("the data NICs with their ports and paths")
    public String nics() {
        var text = new StringBuilder();
        for (DataNic nic : switchboard.nics()) {
            text.append("%-12s link %s, label %s%n"
                    .formatted(
                            nic.name(),
                            nic.link().name().toLowerCase(Locale.ROOT),
                            nic.label().isEmpty() ? "none" : nic.label()));
        }
        for (LanePort port : switchboard.ports()) {
            text.append("%-10s %-12s %s, sent %d bytes, received %d bytes%n"
                    .formatted(
                            port.lane(),
                            port.nic(),
                            port.local() == null ? "no port" : port.local(),
                            port.stats().txBytes(),
                            port.stats().rxBytes()));
            for (PathStatus path : port.paths()) {
                text.append("    %-10s %-8s %s, %.1f us, %d lost%n"
                        .formatted(
                                path.peer(),
                                path.state(),
                                path.remote(),
                                path.roundTripNs() / 1_000.0,
                                path.retransmittedFragments()));
            }
        }
        return text.toString();
    }

    /** Adds a data NIC, with its own addresses and without a label where none are given. */
    @Descriptor("opens ports on another data NIC, live")
    public String nicAdd(
            @Descriptor("the interface") String nic,
            @Descriptor("its label, then its addresses") String... labelAndAddresses) {
        List<String> rest = List.of(labelAndAddresses);
        switchboard.addNic(
                nic,
                rest.size() < 2 ? List.of() : rest.subList(1, rest.size()),
                rest.isEmpty() ? "" : rest.getFirst());
        return nic + " carries data now.";
    }

    /** Removes a data NIC. */
    @Descriptor("drains a data NIC and closes its ports, live")
    public String nicRemove(@Descriptor("the interface") String nic) {
        switchboard.removeNic(nic);
        return nic + " carries no data any more.";
    }
}
