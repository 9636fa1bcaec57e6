package io.heddle.bench.peer;

import io.heddle.net.NetAddress;
import io.heddle.net.PortStats;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.Loop;
import io.heddle.testkit.sim.ImpairedPort;
import io.heddle.testkit.sim.LinkFaults;
import io.heddle.transport.Endpoint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The switchboard's part without one: opens a port for each address and gives it to the endpoint. */
final class PeerPorts {
    /** As much as loopback carries; a real interface offers less. */
    private static final int MTU_BYTES = 60_000;

    /** A port that is open now, or null where it was taken down. */
    private static final class Seat {
        private final Bind bind;
        private @Nullable ImpairedPort port;

        Seat(Bind bind) {
            this.bind = bind;
        }
    }

    /** Where a port binds, and the label of its switch. */
    record Bind(NetAddress address, String label) {}

    private final Loop loop;
    private final Endpoint endpoint;
    private final SplittableRandom random;
    private final NetDriver driver;
    private final List<Seat> seats = new ArrayList<>();

    PeerPorts(Loop loop, Endpoint endpoint, NetDriver driver, long seed) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.driver = driver;
        random = new SplittableRandom(seed);
    }

    /** Opens the ports in the order of the path slots; on the loop. */
    void open(List<Bind> binds) {
        for (Bind bind : binds) {
            seats.add(new Seat(bind));
            up(seats.size() - 1);
        }
    }

    /** Opens the port of a slot; on the loop. */
    void up(int slot) {
        Seat seat = seats.get(slot);
        var config = new PortConfig("peer", seat.bind.address(), MTU_BYTES);
        var port = new ImpairedPort(
                driver.open(config, new PortTold(slot)),
                loop.env(),
                random.split(),
                ImpairedPort.CLEAN);
        seat.port = port;
        endpoint.laneUser().portUp(slot, port, seat.bind.label());
    }

    /** Moves traffic off the port of a slot; on the loop. */
    void drain(int slot) {
        endpoint.laneUser().portDraining(slot);
    }

    /** Closes the port of a slot, drained or not; on the loop. */
    void down(int slot) {
        Seat seat = seats.get(slot);
        ImpairedPort port = seat.port;
        if (port != null) {
            seat.port = null;
            endpoint.laneUser().portDown(slot);
            port.close();
        }
    }

    void closeAll() {
        for (int slot = 0; slot < seats.size(); slot++) {
            down(slot);
        }
    }

    /** Sets the faults of a slot, or of all with -1; on the loop. */
    void impair(int slot, LinkFaults faults) {
        for (int index = 0; index < seats.size(); index++) {
            ImpairedPort port = seats.get(index).port;
            if (port != null && (slot < 0 || slot == index)) {
                port.faults(faults);
            }
        }
    }

    /** The addresses, for hello: "slots=2 high0=... low0=... port0=... label0=...". */
    String addresses() {
        var text = new StringBuilder("slots=" + seats.size());
        for (int slot = 0; slot < seats.size(); slot++) {
            ImpairedPort port = seats.get(slot).port;
            if (port != null) {
                NetAddress own = port.localAddress();
                text.append(" high").append(slot).append('=').append(own.high());
                text.append(" low").append(slot).append('=').append(own.low());
                text.append(" port").append(slot).append('=').append(own.port());
                text.append(" mtu").append(slot).append('=').append(port.mtuBytes());
                text.append(" label").append(slot).append('=');
                text.append(seats.get(slot).bind.label());
            }
        }
        return text.toString();
    }

    /** What the ports moved and what was done to it; on the loop. */
    String counts() {
        var text = new StringBuilder();
        long lost = 0;
        long duplicated = 0;
        long delayed = 0;
        long corrupted = 0;
        for (int slot = 0; slot < seats.size(); slot++) {
            ImpairedPort port = seats.get(slot).port;
            PortStats stats = port == null ? PortStats.NONE : port.stats();
            text.append("tx").append(slot).append('=').append(stats.txDatagrams());
            text.append(" rx").append(slot).append('=').append(stats.rxDatagrams());
            text.append(" refused").append(slot).append('=').append(stats.txRefused());
            text.append(" dropped").append(slot).append('=').append(stats.rxDropped());
            text.append(' ');
            if (port != null) {
                lost += port.lost();
                duplicated += port.duplicated();
                delayed += port.delayed();
                corrupted += port.corrupted();
            }
        }
        return text + "impairLost=" + lost + " impairDuplicated=" + duplicated + " impairDelayed="
                + delayed + " impairCorrupted=" + corrupted;
    }
}
