package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.StateStore;
import io.heddle.drive.StateStore.Cursor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** A cursor for each bucket, made on first use: making one for each operation would allocate. */
final class Cursors {
    private @Nullable StateStore[] stores = new StateStore[16];
    private @Nullable Cursor[] cursors = new Cursor[16];

    /** The bucket's cursor; the next use of it anywhere moves it. */
    Cursor of(BucketState bucket) {
        int index = bucket.bucket();
        if (index >= cursors.length) {
            int length = Integer.highestOneBit(index) << 1;
            stores = Arrays.copyOf(stores, length);
            cursors = Arrays.copyOf(cursors, length);
        }
        var cursor = cursors[index];
        if (cursor == null || stores[index] != bucket.store()) {
            stores[index] = bucket.store();
            cursor = bucket.store().cursor();
            cursors[index] = cursor;
        }
        return cursor;
    }
}
