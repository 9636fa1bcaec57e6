package io.heddle.hardware;

import java.util.List;

/** The processors that are online, ordered by id. */
public record CpuTopology(List<Cpu> cpus) {

    /**
     * One hardware thread.
     *
     * @param core its core within the package; two threads of one core share it
     * @param socket its package
     * @param numaNode its memory node, 0 where the machine has only one
     */
    public record Cpu(int id, int core, int socket, int numaNode) {}

    public CpuTopology {
        cpus = List.copyOf(cpus);
    }

    /** How many processors are online. */
    public int count() {
        return cpus.size();
    }

    /** How many memory nodes the processors belong to. */
    public int nodes() {
        return (int) cpus.stream().mapToInt(Cpu::numaNode).distinct().count();
    }
}
