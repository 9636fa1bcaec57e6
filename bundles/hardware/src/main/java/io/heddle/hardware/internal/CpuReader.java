package io.heddle.hardware.internal;

import io.heddle.hardware.CpuTopology;
import io.heddle.hardware.CpuTopology.Cpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Processors from {@code /sys/devices/system/cpu}. */
final class CpuReader {
    private static final String PATH = "/sys/devices/system/cpu";
    private static final Pattern CPU = Pattern.compile("cpu[0-9]{1,6}");
    private static final Pattern NODE = Pattern.compile("node[0-9]{1,6}");

    private final Tree tree;

    CpuReader(Tree tree) {
        this.tree = tree;
    }

    CpuTopology read() {
        List<Cpu> cpus = new ArrayList<>();
        for (String name : tree.names(PATH)) {
            // The first processor has no "online" file where it cannot be switched off.
            if (CPU.matcher(name).matches() && tree.number(PATH + "/" + name + "/online", 1) == 1) {
                cpus.add(cpu(name));
            }
        }
        cpus.sort(Comparator.comparingInt(Cpu::id));
        return new CpuTopology(cpus);
    }

    private Cpu cpu(String name) {
        String path = PATH + "/" + name;
        int id = Integer.parseInt(name.substring("cpu".length()));
        int node = 0;
        for (String child : tree.names(path)) {
            if (NODE.matcher(child).matches()) {
                node = Integer.parseInt(child.substring("node".length()));
            }
        }
        return new Cpu(
                id,
                (int) tree.number(path + "/topology/core_id", id),
                (int) tree.number(path + "/topology/physical_package_id", 0),
                node);
    }
}
