package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Ordered keys in a tree map. */
final class TreeStore implements StateStore {
    final TreeMap<byte[], byte[]> map = new TreeMap<>(Arrays::compareUnsigned);

    void put(byte[] key, byte[] value) {
        map.put(key, value);
    }

    void remove(byte[] key) {
        map.remove(key);
    }

    @Override
    public int get(MemorySegment key, long offset, int lengthBytes, View value) {
        byte[] found = map.get(bytes(key, offset, lengthBytes));
        if (found == null) {
            return -Errno.ENOENT;
        }
        value.set(MemorySegment.ofArray(found), 0, found.length);
        return found.length;
    }

    private static byte[] bytes(MemorySegment key, long offset, int lengthBytes) {
        return key.asSlice(offset, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public long size() {
        return map.size();
    }

    @Override
    public Cursor cursor() {
        return new Cursor() {
            private final View key = new View();
            private final View value = new View();
            private Map.@Nullable Entry<byte[], byte[]> at;

            @Override
            public boolean seek(MemorySegment from, long offset, int lengthBytes) {
                return show(map.ceilingEntry(bytes(from, offset, lengthBytes)));
            }

            @Override
            public boolean next() {
                return at != null && show(map.higherEntry(at.getKey()));
            }

            private boolean show(Map.@Nullable Entry<byte[], byte[]> entry) {
                at = entry;
                if (entry == null) {
                    return false;
                }
                key.set(MemorySegment.ofArray(entry.getKey()), 0, entry.getKey().length);
                value.set(MemorySegment.ofArray(entry.getValue()), 0, entry.getValue().length);
                return true;
            }

            @Override
            public View key() {
                return key;
            }

            @Override
            public View value() {
                return value;
            }
        };
    }
}
