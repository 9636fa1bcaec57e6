package io.heddle.transport.internal;

import io.heddle.net.LaneUser;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.PathStatus;
import io.heddle.net.SwapEvidence;

import java.util.ArrayList;
import java.util.List;

/** The endpoint's side of its lane: a new port is a new path of every session. */
final class PathSwitch implements LaneUser {
    private final Station station;
    private final Ports ports;
    private final Aiming aiming;

    PathSwitch(Station station, Aiming aiming) {
        this.station = station;
        this.aiming = aiming;
        ports = station.ports;
    }

    @Override
    public void portUp(int slot, NetPort port, String label) {
        long nowNs = station.env.nanoTime();
        ports.up(slot, port, label);
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            var path = core == null ? null : core.pathOrNull(slot);
            if (path != null) {
                path.shift = 0;
                path.open(ports, nowNs);
            }
        }
        var own = port.localAddress();
        station.book.publish(station.node, slot, own.high(), own.low(), own.port(), label);
        resume();
    }

    @Override
    public void portDraining(int slot) {
        ports.draining(slot, station.env.nanoTime());
        if (ports.isOtherOpen(slot)) {
            station.book.withdraw(station.node, slot);
        }
        resume();
    }

    @Override
    public boolean isDrained(int slot) {
        long nowNs = station.env.nanoTime();
        if (nowNs - ports.quietSinceNs(slot) < Tuning.DRAIN_QUIET_NS) {
            return false;
        }
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            var path = core == null ? null : core.pathOrNull(slot);
            if (path != null && !path.log.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void portDown(int slot) {
        ports.down(slot);
        station.book.withdraw(station.node, slot);
        long nowNs = station.env.nanoTime();
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            var path = core == null ? null : core.pathOrNull(slot);
            if (core != null && path != null) {
                LossRecovery.giveUp(core, path, nowNs);
                // It does not wait for its turn to lead to the best address again.
                path.shift = 0;
            }
        }
        resume();
    }

    @Override
    public SwapEvidence evidence() {
        return new SwapEvidence(
                station.stalls.started(),
                station.stalls.answered(),
                station.counters.retransmitted.value(),
                station.stalls.takeLongestNs());
    }

    @Override
    public List<PathStatus> paths() {
        var paths = new ArrayList<PathStatus>();
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            for (int slot = 0; core != null && slot < Tuning.PATHS; slot++) {
                var path = core.pathOrNull(slot);
                if (core.established && path != null && ports.port(slot) != null) {
                    paths.add(status(core, path));
                }
            }
        }
        return paths;
    }

    private static PathStatus status(SessionCore core, PathState path) {
        var aim = path.aim;
        return new PathStatus(
                path.slot,
                TransportCounters.nodeName(core.peer),
                path.health.state().name(),
                path.roundTrip.isMeasured() ? path.roundTrip.smoothedNs() : 0,
                path.congestion.windowBytes(),
                path.sentBytes,
                path.retransmitted,
                aim.known ? new NetAddress(aim.high, aim.low, aim.port).toString() : "",
                aim.label);
    }

    /** Paths lead elsewhere, the clocks of silence start anew, and everything that waits may go. */
    private void resume() {
        long nowNs = station.env.nanoTime();
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            if (core == null) {
                continue;
            }
            aiming.aim(core, station.book, nowNs);
            core.silentSinceNs = core.silentSinceNs == 0 ? 0 : nowNs;
            station.markDirty(core);
        }
        station.deadlines.want(nowNs);
    }
}
