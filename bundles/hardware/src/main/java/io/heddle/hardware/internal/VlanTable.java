package io.heddle.hardware.internal;

import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Unreadable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tags of VLANs from {@code /proc/net/vlan/config}: lines of name, tag and parent. */
final class VlanTable {
    private static final String PATH = "/proc/net/vlan/config";
    private static final Pattern ROW = Pattern.compile("(\\S+)\\s*\\|\\s*([0-9]{1,4})\\s*\\|.*");

    private final Tree tree;

    VlanTable(Tree tree) {
        this.tree = tree;
    }

    Map<String, Integer> read() {
        Map<String, Integer> ids = new HashMap<>();
        for (String line : tree.read(PATH).map(text -> text.lines().toList()).or(List.of())) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                ids.put(row.group(1), Integer.valueOf(row.group(2)));
            }
        }
        return ids;
    }

    /** Why a VLAN has no tag here: the table is open to root alone. */
    Reading<Integer> why() {
        return switch (tree.read(PATH)) {
            case Reading.Found<String> _ -> new Unreadable<>(PATH, "It lacks the interface.");
            case Reading.Absent<String> _ -> new Reading.Absent<>(PATH);
            case Unreadable<String>(String path, String because) -> new Unreadable<>(path, because);
        };
    }
}
