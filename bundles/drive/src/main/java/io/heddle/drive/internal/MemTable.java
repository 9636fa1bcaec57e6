package io.heddle.drive.internal;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;

import java.lang.foreign.MemorySegment;

/**
 * Ordered keys with values outside of the heap: a B+tree whose leaves are linked in both directions.
 * Touched by one thread. The memory is shared with other tables of the drive and never given back here.
 */
final class MemTable implements StateStore {
    private static final int MAX_DEPTH = 12; // 36 keys a node at least, so 36^12 keys.

    private final SlabMemory memory;
    private final TableEntries entries;
    private final TableNodes nodes;
    private final int[] pathNode = new int[MAX_DEPTH];
    private final int[] pathSlot = new int[MAX_DEPTH];
    private int depth;
    private int root;
    private long size;

    MemTable(SlabMemory memory) {
        this.memory = memory;
        this.entries = new TableEntries(memory);
        this.nodes = new TableNodes(memory, entries);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int get(MemorySegment key, long offset, int lengthBytes, View value) {
        int entry = find(key, offset, lengthBytes);
        if (entry == 0) {
            return -Errno.ENOENT;
        }
        int bytes = entries.valueBytes(entry);
        value.set(entries.slab(entry), entries.valueOffset(entry), bytes);
        return bytes;
    }

    @Override
    public TableCursor cursor() {
        return new TableCursor(this, nodes, entries);
    }

    /** The entry of a key or 0. */
    int find(MemorySegment key, long offset, int keyBytes) {
        if (root == 0) {
            return 0;
        }
        int node = root;
        while (nodes.isInner(node)) {
            node = nodes.child(node, nodes.childSlot(node, key, offset, keyBytes));
        }
        int slot = nodes.lowerBound(node, 0, key, offset, keyBytes);
        return nodes.exact() ? nodes.key(node, slot) : 0;
    }

    MemorySegment slab(int entry) {
        return memory.slab(entry);
    }

    long valueOffset(int entry) {
        return entries.valueOffset(entry);
    }

    int valueBytes(int entry) {
        return entries.valueBytes(entry);
    }

    /** Sets a key. */
    void put(
            MemorySegment key,
            long keyOffset,
            int keyBytes,
            MemorySegment value,
            long offset,
            int bytes) {
        int entry = place(key, keyOffset, keyBytes, bytes, false);
        MemorySegment.copy(value, offset, entries.slab(entry), entries.valueOffset(entry), bytes);
    }

    /**
     * Makes the key's value that long: keeps what it begins with and fills the rest with zeros.
     *
     * @return the entry; it stays where it is until the next change of the table
     */
    int upsert(MemorySegment key, long offset, int keyBytes, int valueBytes) {
        return place(key, offset, keyBytes, valueBytes, true);
    }

    private int place(MemorySegment key, long offset, int keyBytes, int valueBytes, boolean clean) {
        if (root == 0) {
            root = nodes.create(false);
        }
        int leaf = descend(key, offset, keyBytes);
        int slot = nodes.lowerBound(leaf, 0, key, offset, keyBytes);
        if (nodes.exact()) {
            return resize(leaf, slot, valueBytes, clean);
        }
        int entry = entries.create(key, offset, keyBytes, valueBytes);
        if (clean) {
            zero(entry, 0, valueBytes);
        }
        if (nodes.count(leaf) == TableNodes.SLOTS) {
            insertIntoFull(leaf, slot, entry);
        } else {
            nodes.insert(leaf, slot, entry, 0);
        }
        size++;
        return entry;
    }

    /** Removes a key. @return whether it was there */
    boolean remove(MemorySegment key, long offset, int keyBytes) {
        if (root == 0) {
            return false;
        }
        int leaf = descend(key, offset, keyBytes);
        int slot = nodes.lowerBound(leaf, 0, key, offset, keyBytes);
        if (!nodes.exact()) {
            return false;
        }
        int entry = nodes.key(leaf, slot);
        nodes.remove(leaf, slot);
        entries.free(entry);
        size--;
        if (nodes.count(leaf) == 0) {
            unlink(leaf);
            removeChild(depth - 1);
        } else if (nodes.count(leaf) < TableNodes.SLOTS / 4 && depth > 0) {
            mergeRight(leaf);
        }
        return true;
    }

    /** Removes everything and gives the pieces back. */
    void clear() {
        if (root != 0) {
            freeTree(root);
        }
        root = 0;
        size = 0;
    }

    /** The leaf in which a key lies or belongs; remembers the way there. */
    int descend(MemorySegment key, long offset, int keyBytes) {
        depth = 0;
        int node = root;
        while (node != 0 && nodes.isInner(node)) {
            int slot = nodes.childSlot(node, key, offset, keyBytes);
            pathNode[depth] = node;
            pathSlot[depth++] = slot;
            node = nodes.child(node, slot);
        }
        return node;
    }

    private int resize(int leaf, int slot, int valueBytes, boolean clean) {
        int entry = nodes.key(leaf, slot);
        int before = entries.valueBytes(entry);
        if (!entries.resize(entry, valueBytes)) {
            MemorySegment slab = entries.slab(entry);
            int larger = entries.create(
                    slab, TableEntries.keyOffset(entry), entries.keyBytes(entry), valueBytes);
            MemorySegment.copy(
                    slab,
                    entries.valueOffset(entry),
                    entries.slab(larger),
                    entries.valueOffset(larger),
                    Math.min(before, valueBytes));
            nodes.setKey(leaf, slot, larger);
            entries.free(entry);
            entry = larger;
        }
        if (clean && valueBytes > before) {
            zero(entry, before, valueBytes);
        }
        return entry;
    }

    private void zero(int entry, int from, int to) {
        entries.slab(entry)
                .asSlice(entries.valueOffset(entry) + from, to - from)
                .fill((byte) 0);
    }

    private void insertIntoFull(int leaf, int slot, int entry) {
        int right = nodes.create(false);
        int next = nodes.next(leaf);
        // Keys that come in order fill the leaves; others split them in halves.
        boolean append = next == 0 && slot == TableNodes.SLOTS;
        nodes.moveTail(leaf, append ? TableNodes.SLOTS : TableNodes.SLOTS / 2, right);
        nodes.setNext(leaf, right);
        nodes.setPrevious(right, leaf);
        nodes.setNext(right, next);
        if (next != 0) {
            nodes.setPrevious(next, right);
        }
        nodes.rehash(leaf);
        nodes.rehash(right);
        int left = nodes.count(leaf);
        if (slot <= left && !append) {
            nodes.insert(leaf, slot, entry, 0);
        } else {
            nodes.insert(right, slot - left, entry, 0);
        }
        insertChild(depth - 1, separator(nodes.key(right, 0)), right);
    }

    private int separator(int entry) {
        return entries.create(
                entries.slab(entry), TableEntries.keyOffset(entry), entries.keyBytes(entry), 0);
    }

    private void insertChild(int level, int separator, int child) {
        if (level < 0) {
            int above = nodes.create(true);
            nodes.insert(above, 0, 0, root);
            nodes.insert(above, 1, separator, child);
            root = above;
            return;
        }
        int node = pathNode[level];
        int slot = pathSlot[level] + 1;
        if (nodes.count(node) < TableNodes.SLOTS) {
            nodes.insert(node, slot, separator, child);
            return;
        }
        int right = nodes.create(true);
        int half = slot == TableNodes.SLOTS ? TableNodes.SLOTS - 1 : TableNodes.SLOTS / 2;
        nodes.moveTail(node, half, right);
        int raised = nodes.key(right, 0);
        nodes.setKey(right, 0, 0);
        nodes.rehash(node);
        nodes.rehash(right);
        if (slot <= half) {
            nodes.insert(node, slot, separator, child);
        } else {
            nodes.insert(right, slot - half, separator, child);
        }
        insertChild(level - 1, raised, right);
    }

    private void unlink(int leaf) {
        int previous = nodes.previous(leaf);
        int next = nodes.next(leaf);
        if (previous != 0) {
            nodes.setNext(previous, next);
        }
        if (next != 0) {
            nodes.setPrevious(next, previous);
        }
        nodes.free(leaf);
    }

    /** Takes the child on the remembered way out of its parent, and parents that become empty, too. */
    private void removeChild(int level) {
        if (level < 0) {
            root = 0;
            return;
        }
        int node = pathNode[level];
        dropSlot(node, pathSlot[level]);
        if (nodes.count(node) == 0) {
            nodes.free(node);
            removeChild(level - 1);
        } else {
            shrinkRoot();
        }
    }

    private void dropSlot(int node, int slot) {
        if (slot == 0) {
            if (nodes.count(node) > 1) {
                entries.free(nodes.key(node, 1));
                nodes.setKey(node, 1, 0);
            }
        } else {
            entries.free(nodes.key(node, slot));
        }
        nodes.remove(node, slot);
    }

    private void shrinkRoot() {
        while (root != 0 && nodes.isInner(root) && nodes.count(root) == 1) {
            int only = nodes.child(root, 0);
            nodes.free(root);
            root = only;
        }
    }

    private void mergeRight(int leaf) {
        int parent = pathNode[depth - 1];
        int slot = pathSlot[depth - 1];
        if (slot + 1 >= nodes.count(parent)) {
            return;
        }
        int right = nodes.child(parent, slot + 1);
        if (nodes.count(leaf) + nodes.count(right) > TableNodes.SLOTS / 2) {
            return;
        }
        nodes.moveTail(right, 0, leaf);
        nodes.rehash(leaf);
        unlink(right);
        dropSlot(parent, slot + 1);
        shrinkRoot();
    }

    private void freeTree(int node) {
        boolean inner = nodes.isInner(node);
        for (int i = 0; i < nodes.count(node); i++) {
            int entry = nodes.key(node, i);
            if (entry != 0) {
                entries.free(entry);
            }
            if (inner) {
                freeTree(nodes.child(node, i));
            }
        }
        nodes.free(node);
    }
}
