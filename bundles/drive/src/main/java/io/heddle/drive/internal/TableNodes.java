package io.heddle.drive.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Nodes of the B+tree in slab memory. All keys of a node begin with the same {@code skip} bytes; their
 * next eight bytes lie in the node as a number, so most comparisons touch the node only (prefix
 * truncation with normalised heads, Graefe and Larson, 2001).
 *
 * <pre>
 *  0 u8 inner   2 u16 count   4 u16 skip   8 i32 previous leaf   12 i32 next leaf
 * 16 heads  72 x i64
 *592 keys   72 x i32   an entry; of an inner node the lowest key of the child (slot 0: none)
 *880 children 72 x i32 (inner nodes)
 * </pre>
 */
final class TableNodes {
    static final int SLOTS = 72;
    private static final int HEADS = 16;
    private static final int KEYS = HEADS + SLOTS * 8;
    private static final int CHILDREN = KEYS + SLOTS * 4;
    private static final int LEAF_BYTES = CHILDREN;
    private static final int INNER_BYTES = CHILDREN + SLOTS * 4;

    private final SlabMemory memory;
    private final TableEntries entries;
    private boolean exact;

    TableNodes(SlabMemory memory, TableEntries entries) {
        this.memory = memory;
        this.entries = entries;
    }

    int create(boolean inner) {
        int node = memory.allocate(inner ? INNER_BYTES : LEAF_BYTES);
        memory.slab(node).asSlice(SlabMemory.offset(node), HEADS).fill((byte) 0);
        memory.slab(node)
                .set(ValueLayout.JAVA_BYTE, SlabMemory.offset(node), (byte) (inner ? 1 : 0));
        return node;
    }

    void free(int node) {
        memory.free(node, isInner(node) ? INNER_BYTES : LEAF_BYTES);
    }

    boolean isInner(int node) {
        return memory.slab(node).get(ValueLayout.JAVA_BYTE, SlabMemory.offset(node)) != 0;
    }

    int count(int node) {
        return memory.slab(node).get(ValueLayout.JAVA_SHORT, SlabMemory.offset(node) + 2);
    }

    int previous(int leaf) {
        return word(leaf, 8);
    }

    int next(int leaf) {
        return word(leaf, 12);
    }

    void setPrevious(int leaf, int other) {
        setWord(leaf, 8, other);
    }

    void setNext(int leaf, int other) {
        setWord(leaf, 12, other);
    }

    int key(int node, int slot) {
        return word(node, KEYS + 4L * slot);
    }

    int child(int node, int slot) {
        return word(node, CHILDREN + 4L * slot);
    }

    void setKey(int node, int slot, int entry) {
        setWord(node, KEYS + 4L * slot, entry);
    }

    /** Whether {@link #lowerBound} found the key itself. */
    boolean exact() {
        return exact;
    }

    /** The slot of the child that holds a key. */
    int childSlot(int node, MemorySegment key, long offset, int keyBytes) {
        int slot = lowerBound(node, 1, key, offset, keyBytes);
        return exact ? slot : slot - 1;
    }

    /** The first slot from {@code from} on whose key is not below {@code key}. */
    int lowerBound(int node, int from, MemorySegment key, long offset, int keyBytes) {
        exact = false;
        int count = count(node);
        if (count <= from) {
            return from;
        }
        int skip = skip(node);
        if (skip > 0) {
            int side = comparePrefix(key(node, from), skip, key, offset, keyBytes);
            if (side != 0) {
                return side > 0 ? from : count;
            }
        }
        long head = TableEntries.head(key, offset, keyBytes, skip);
        MemorySegment slab = memory.slab(node);
        long heads = SlabMemory.offset(node) + HEADS;
        int low = from;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int c = Long.compareUnsigned(
                    slab.get(ValueLayout.JAVA_LONG, heads + 8L * middle), head);
            if (c == 0) {
                c = entries.compare(key(node, middle), key, offset, keyBytes, skip);
            }
            if (c == 0) {
                exact = true;
                return middle;
            }
            if (c < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Puts an entry into a slot; the others move up. {@code from} is 1 for inner nodes. */
    void insert(int node, int slot, int entry, int child) {
        int count = count(node);
        boolean inner = isInner(node);
        move(node, slot, slot + 1, count - slot, inner);
        setKey(node, slot, entry);
        if (inner) {
            setWord(node, CHILDREN + 4L * slot, child);
        }
        setCount(node, count + 1);
        int from = inner ? 1 : 0;
        if (count + 1 - from <= 1) {
            rehash(node);
            return;
        }
        int skip = skip(node);
        if (slot == from || slot == count) {
            int common = entries.commonPrefix(key(node, from), key(node, count));
            if (common < skip) {
                rehash(node);
                return;
            }
        }
        if (entry != 0) {
            setHead(node, slot, entries.head(entry, skip));
        }
    }

    /** Takes a slot out; the others move down. Frees nothing. */
    void remove(int node, int slot) {
        int count = count(node);
        move(node, slot + 1, slot, count - slot - 1, isInner(node));
        setCount(node, count - 1);
    }

    /** Moves the slots from {@code slot} on to the end of another node of the same kind. */
    void moveTail(int node, int slot, int to) {
        int moved = count(node) - slot;
        int at = count(to);
        boolean inner = isInner(node);
        for (int i = 0; i < moved; i++) {
            setKey(to, at + i, key(node, slot + i));
            if (inner) {
                setWord(to, CHILDREN + 4L * (at + i), child(node, slot + i));
            }
        }
        setCount(to, at + moved);
        setCount(node, slot);
    }

    /** Computes the common prefix and all heads again. */
    void rehash(int node) {
        int from = isInner(node) ? 1 : 0;
        int count = count(node);
        if (count <= from) {
            setSkip(node, 0);
            return;
        }
        int skip = entries.commonPrefix(key(node, from), key(node, count - 1));
        setSkip(node, skip);
        for (int i = from; i < count; i++) {
            setHead(node, i, entries.head(key(node, i), skip));
        }
    }

    /** The side on which all keys that begin with the prefix of {@code entry} lie: 0 means among them. */
    private int comparePrefix(int entry, int skip, MemorySegment key, long offset, int keyBytes) {
        int length = Math.min(skip, keyBytes);
        long at = TableEntries.keyOffset(entry);
        MemorySegment slab = memory.slab(entry);
        long m = MemorySegment.mismatch(slab, at, at + length, key, offset, offset + length);
        if (m < 0) {
            return keyBytes < skip ? 1 : 0;
        }
        return Byte.compareUnsigned(
                slab.get(ValueLayout.JAVA_BYTE, at + m),
                key.get(ValueLayout.JAVA_BYTE, offset + m));
    }

    private void move(int node, int from, int to, int slots, boolean inner) {
        if (slots <= 0) {
            return;
        }
        MemorySegment slab = memory.slab(node);
        long at = SlabMemory.offset(node);
        MemorySegment.copy(slab, at + HEADS + 8L * from, slab, at + HEADS + 8L * to, 8L * slots);
        MemorySegment.copy(slab, at + KEYS + 4L * from, slab, at + KEYS + 4L * to, 4L * slots);
        if (inner) {
            MemorySegment.copy(
                    slab, at + CHILDREN + 4L * from, slab, at + CHILDREN + 4L * to, 4L * slots);
        }
    }

    private int skip(int node) {
        return memory.slab(node).get(ValueLayout.JAVA_SHORT, SlabMemory.offset(node) + 4);
    }

    private void setSkip(int node, int skip) {
        memory.slab(node).set(ValueLayout.JAVA_SHORT, SlabMemory.offset(node) + 4, (short) skip);
    }

    private void setCount(int node, int count) {
        memory.slab(node).set(ValueLayout.JAVA_SHORT, SlabMemory.offset(node) + 2, (short) count);
    }

    private void setHead(int node, int slot, long head) {
        memory.slab(node)
                .set(ValueLayout.JAVA_LONG, SlabMemory.offset(node) + HEADS + 8L * slot, head);
    }

    private int word(int node, long at) {
        return memory.slab(node).get(ValueLayout.JAVA_INT, SlabMemory.offset(node) + at);
    }

    private void setWord(int node, long at, int value) {
        memory.slab(node).set(ValueLayout.JAVA_INT, SlabMemory.offset(node) + at, value);
    }
}
