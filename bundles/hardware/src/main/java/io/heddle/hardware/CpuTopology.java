package io.heddle.hardware;

import java.util.List;

/**
 * The processors that are online, ordered by id, and the memory nodes.
 *
 * @param isolated the processors that the scheduler leaves alone (kernel option isolcpus)
 * @param nodes the memory nodes, ordered by id; empty where the kernel knows of none
 */
public record CpuTopology(List<Cpu> cpus, List<Integer> isolated, List<NumaNode> nodes) {

    /** No processor that anybody could see. */
    public static final CpuTopology NONE = new CpuTopology(List.of(), List.of(), List.of());

    /**
     * One hardware thread.
     *
     * @param core its core within the package; two threads of one core share it
     * @param socket its package
     * @param numaNode its memory node, 0 where the machine has only one
     */
    public record Cpu(int id, int core, int socket, int numaNode) {}

    /**
     * One memory node.
     *
     * @param distances to each node in their order: 10 is its own, 20 is twice as slow (ACPI SLIT)
     */
    public record NumaNode(int id, List<Integer> distances) {
        public NumaNode {
            distances = List.copyOf(distances);
        }
    }

    public CpuTopology {
        cpus = List.copyOf(cpus);
        isolated = List.copyOf(isolated);
        nodes = List.copyOf(nodes);
    }

    /** How many processors are online. */
    public int count() {
        return cpus.size();
    }

    /** How many memory nodes the processors belong to. */
    public int nodesInUse() {
        return (int) cpus.stream().mapToInt(Cpu::numaNode).distinct().count();
    }
}
