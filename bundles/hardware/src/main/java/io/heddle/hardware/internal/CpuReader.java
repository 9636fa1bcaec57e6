package io.heddle.hardware.internal;

import io.heddle.hardware.CpuTopology;
import io.heddle.hardware.CpuTopology.Cpu;
import io.heddle.hardware.CpuTopology.NumaNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Processors from {@code /sys/devices/system/cpu}, memory nodes from {@code .../node}. */
final class CpuReader {
    private static final String PATH = "/sys/devices/system/cpu";
    private static final String NODES = "/sys/devices/system/node";
    private static final Pattern CPU = Pattern.compile("cpu[0-9]{1,6}");
    private static final Pattern NODE = Pattern.compile("node[0-9]{1,6}");
    private static final int HIGHEST_CPU = 1 << 20;

    private final Tree tree;

    CpuReader(Tree tree) {
        this.tree = tree;
    }

    CpuTopology read() {
        List<Cpu> cpus = new ArrayList<>();
        for (String name : tree.names(PATH, CPU)) {
            // The first processor has no "online" file where it cannot be switched off.
            if (tree.number(PATH + "/" + name + "/online", 1) == 1) {
                cpus.add(cpu(name));
            }
        }
        cpus.sort(Comparator.comparingInt(Cpu::id));
        String isolated = PATH + "/isolated";
        return new CpuTopology(
                cpus,
                tree.parsed(isolated, tree.read(isolated), "a list such as 2-5,8", CpuReader::list)
                        .or(List.of()),
                nodes());
    }

    private Cpu cpu(String name) {
        String path = PATH + "/" + name;
        int id = Integer.parseInt(name.substring("cpu".length()));
        int node = 0;
        for (String child : tree.names(path, NODE)) {
            node = Integer.parseInt(child.substring("node".length()));
        }
        return new Cpu(
                id,
                (int) tree.number(path + "/topology/core_id", id),
                (int) tree.number(path + "/topology/physical_package_id", 0),
                node);
    }

    private List<NumaNode> nodes() {
        List<NumaNode> nodes = new ArrayList<>();
        for (String name : tree.names(NODES, NODE)) {
            String path = NODES + "/" + name + "/distance";
            List<Integer> distances = tree.parsed(
                            path,
                            tree.read(path),
                            "a row of numbers",
                            text -> Arrays.stream(text.split("\\s+"))
                                    .map(Integer::valueOf)
                                    .toList())
                    .or(List.of());
            nodes.add(new NumaNode(Integer.parseInt(name.substring("node".length())), distances));
        }
        nodes.sort(Comparator.comparingInt(NumaNode::id));
        return nodes;
    }

    /** The kernel's list format: "2-5,8", or nothing. */
    private static List<Integer> list(String text) {
        List<Integer> ids = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
            if (first < 0 || last < first || last > HIGHEST_CPU) {
                throw new IllegalArgumentException(text);
            }
            for (int id = first; id <= last; id++) {
                ids.add(id);
            }
        }
        return ids;
    }
}
