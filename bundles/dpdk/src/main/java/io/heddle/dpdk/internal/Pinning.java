package io.heddle.dpdk.internal;

import io.heddle.dpdk.internal.rte.Affinity;
import io.heddle.hardware.CpuTopology;
import io.heddle.hardware.CpuTopology.Cpu;
import io.heddle.net.spi.PortEvents;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the thread of a polling loop a processor of its own, on the NUMA node of its device (S38): an
 * isolated one if there is any. One processor for each loop, however many ports it has.
 */
final class Pinning {
    private static final String ISOLATED = "/sys/devices/system/cpu/isolated";

    /** A pinned thread: where it runs, where it might before, and how many ports want that. */
    private record Held(int processor, BitSet before, int ports) {}

    private final Map<Thread, Held> held = new HashMap<>();

    /**
     * Pins the calling thread, unless it is.
     *
     * @param node the NUMA node of the device, or -1
     * @return the processor, or -1 where none is left; then the port says so
     */
    synchronized int pin(CpuTopology cpus, int node, PortEvents events) {
        Thread thread = Thread.currentThread();
        Held now = held.get(thread);
        if (now != null) {
            held.put(thread, new Held(now.processor, now.before, now.ports + 1));
            return now.processor;
        }
        BitSet allowed = Affinity.get();
        Optional<Cpu> choice = choose(cpus, node, allowed);
        if (choice.isEmpty() || allowed.cardinality() == 1) {
            events.concern(
                    "No processor is left for a polling loop, so it shares one.",
                    "allowed are " + allowed + ", loops have " + taken(),
                    "Use fewer loops (heddle.loops), or give the process more processors.");
            return -1;
        }
        Cpu cpu = choice.get();
        var only = new BitSet();
        only.set(cpu.id());
        Affinity.set(only);
        held.put(thread, new Held(cpu.id(), allowed, 1));
        tell(cpus, node, cpu, events);
        return cpu.id();
    }

    /** Of the device's node before others, of isolated ones before others, the last before others. */
    private Optional<Cpu> choose(CpuTopology cpus, int node, BitSet allowed) {
        BitSet taken = taken();
        return cpus.cpus().stream()
                .filter(cpu -> allowed.get(cpu.id()) && !taken.get(cpu.id()))
                .max(Comparator.comparing((Cpu cpu) -> node < 0 || cpu.numaNode() == node)
                        .thenComparing(cpu -> cpus.isolated().contains(cpu.id()))
                        .thenComparing(Cpu::id));
    }

    private BitSet taken() {
        var taken = new BitSet();
        held.values().forEach(one -> taken.set(one.processor));
        return taken;
    }

    private static void tell(CpuTopology cpus, int node, Cpu cpu, PortEvents events) {
        if (!cpus.isolated().contains(cpu.id())) {
            events.concern(
                    "The processor of a polling loop is not isolated, so other work may stop it.",
                    ISOLATED + " is " + cpus.isolated() + ", the loop runs on " + cpu.id(),
                    "Start the kernel with isolcpus=" + cpu.id() + ".");
        }
        if (node >= 0 && cpu.numaNode() != node) {
            events.concern(
                    "A polling loop runs on another NUMA node than its device.",
                    "the device is on node " + node + ", processor " + cpu.id() + " on "
                            + cpu.numaNode(),
                    "Give the process processors of node " + node + ".");
        }
    }

    /** The calling thread has one port less that wants it pinned. */
    synchronized void release() {
        Thread thread = Thread.currentThread();
        Held now = held.remove(thread);
        if (now == null) {
            return;
        }
        if (now.ports > 1) {
            held.put(thread, new Held(now.processor, now.before, now.ports - 1));
        } else {
            Affinity.set(now.before);
        }
    }
}
