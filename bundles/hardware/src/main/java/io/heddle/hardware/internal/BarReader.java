package io.heddle.hardware.internal;

import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;
import io.heddle.hardware.Reading.Unreadable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The memory windows of a PCI function from its {@code resource} file: a line each with start, end
 * and flags. Lines 0 to 5 are its own, line 6 its ROM, and lines 7 to 12 those of its virtual
 * functions (kernel: PCI_IOV_RESOURCES in include/linux/pci.h), present if the kernel can SR-IOV.
 */
final class BarReader {
    private static final int FIRST_VIRTUAL = 7;
    private static final int AFTER_VIRTUAL = 13;
    private static final Pattern LINE =
            Pattern.compile("0x[0-9a-f]{16} 0x[0-9a-f]{16} 0x[0-9a-f]{16}");
    private static final String ZERO = "0x0000000000000000";

    private final Tree tree;

    BarReader(Tree tree) {
        this.tree = tree;
    }

    /** Whether a window of the virtual functions has an address. */
    Reading<Boolean> virtualMemory(String path) {
        Reading<String> text = tree.read(path);
        if (!(text instanceof Found<String>(String value))) {
            return text.map(never -> false);
        }
        List<String> lines = value.lines().toList();
        if (lines.size() < AFTER_VIRTUAL) {
            return new Absent<>(path);
        }
        boolean placed = false;
        for (String line : lines.subList(FIRST_VIRTUAL, AFTER_VIRTUAL)) {
            if (!LINE.matcher(line.toLowerCase(Locale.ROOT)).matches()) {
                tree.odd(path, line, "It is not a memory window.");
                return new Unreadable<>(path, "A line is not a memory window.");
            }
            placed |= !line.startsWith(ZERO);
        }
        return new Found<>(placed);
    }
}
