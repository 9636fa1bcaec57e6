package io.heddle.hardware.internal;

import io.heddle.hardware.HugePages;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Huge page pools, of the nodes or, on a machine without nodes, of the whole. */
final class HugePagesReader {
    private static final String NODES = "/sys/devices/system/node";
    private static final String WHOLE = "/sys/kernel/mm/hugepages";
    private static final Pattern NODE = Pattern.compile("node[0-9]{1,6}");
    private static final Pattern POOL = Pattern.compile("hugepages-([0-9]{1,9})kB");

    private final Tree tree;
    private final List<HugePages> pools = new ArrayList<>();

    HugePagesReader(Tree tree) {
        this.tree = tree;
    }

    List<HugePages> read() {
        for (String name : tree.names(NODES, NODE)) {
            int node = Integer.parseInt(name.substring("node".length()));
            pools(NODES + "/" + name + "/hugepages", node);
        }
        if (pools.isEmpty()) {
            pools(WHOLE, -1);
        }
        return pools;
    }

    private void pools(String path, int node) {
        for (String name : tree.names(path)) {
            Matcher pool = POOL.matcher(name);
            if (!pool.matches()) {
                tree.odd(path + "/" + name, name, "It is not a pool of huge pages.");
                continue;
            }
            String at = path + "/" + name;
            long total = tree.number(at + "/nr_hugepages", 0);
            long free = tree.number(at + "/free_hugepages", 0);
            pools.add(new HugePages(node, Long.parseLong(pool.group(1)) * 1024, total, free));
        }
    }
}
