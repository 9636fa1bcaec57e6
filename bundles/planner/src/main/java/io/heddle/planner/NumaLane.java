package io.heddle.planner;

import java.util.List;

/**
 * Which processes of a server a NIC serves (S121): those on the cores of its own node.
 *
 * @param node the memory node, or -1 where it is not known
 * @param processes numbers of I/O processes or frontends, from 0
 */
public record NumaLane(String nic, int node, List<Integer> processes) {
    public NumaLane {
        processes = List.copyOf(processes);
    }
}
