package io.heddle.drive.internal;

import io.heddle.drive.StateStore;

import java.lang.foreign.MemorySegment;

/** Walks the keys of a {@link MemTable} in order; valid until the table changes. */
final class TableCursor implements StateStore.Cursor {
    private final MemTable table;
    private final TableNodes nodes;
    private final TableEntries entries;
    private final StateStore.View key = new StateStore.View();
    private final StateStore.View value = new StateStore.View();
    private int leaf;
    private int slot;

    TableCursor(MemTable table, TableNodes nodes, TableEntries entries) {
        this.table = table;
        this.nodes = nodes;
        this.entries = entries;
    }

    @Override
    public boolean seek(MemorySegment key, long offset, int lengthBytes) {
        leaf = table.descend(key, offset, lengthBytes);
        if (leaf == 0) {
            return false;
        }
        slot = nodes.lowerBound(leaf, 0, key, offset, lengthBytes);
        return settle();
    }

    @Override
    public boolean next() {
        if (leaf == 0) {
            return false;
        }
        slot++;
        return settle();
    }

    /** The entry under the cursor. */
    int entry() {
        return nodes.key(leaf, slot);
    }

    @Override
    public StateStore.View key() {
        return key;
    }

    @Override
    public StateStore.View value() {
        return value;
    }

    private boolean settle() {
        while (leaf != 0 && slot >= nodes.count(leaf)) {
            leaf = nodes.next(leaf);
            slot = 0;
        }
        if (leaf == 0) {
            return false;
        }
        int entry = entry();
        key.set(entries.slab(entry), TableEntries.keyOffset(entry), entries.keyBytes(entry));
        value.set(entries.slab(entry), entries.valueOffset(entry), entries.valueBytes(entry));
        return true;
    }
}
