package io.heddle.net;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An endpoint's port on a NIC.
 *
 * @param lane as in {@link Switchboard#lanes}
 * @param nic the name of a {@link DataNic}
 * @param driver whose port it is, or empty while there is none
 * @param local where peers reach it, or null while there is none
 * @param stats of this lane on this NIC since the start, closed ports included
 * @param paths what starts from this port, one for each peer
 */
public record LanePort(
        String lane,
        String nic,
        String driver,
        @Nullable NetAddress local,
        PortStats stats,
        List<PathStatus> paths) {
    public LanePort {
        paths = List.copyOf(paths);
    }
}
