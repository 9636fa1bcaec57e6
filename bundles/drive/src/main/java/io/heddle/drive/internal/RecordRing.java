package io.heddle.drive.internal;

import io.heddle.drive.RecordDone;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * The records that were appended and are not known to be durable, by ordinal (1, 2, ... since open).
 * Records of different buckets may become durable in another order; {@link #watermark} is the ordinal up
 * to which all are.
 */
final class RecordRing {
    private int mask = 255;
    private @Nullable BucketTable[] bucket = new BucketTable[mask + 1];
    private @Nullable RecordDone[] done = new RecordDone[mask + 1];
    private long[] sequence = new long[mask + 1];
    private long[] token = new long[mask + 1];
    private long watermark;
    private long last;

    /** @return the record's ordinal */
    long add(BucketTable table, long recordSequence, RecordDone recordDone, long recordToken) {
        if (last - watermark > mask) {
            grow();
        }
        int i = (int) ++last & mask;
        bucket[i] = table;
        done[i] = recordDone;
        sequence[i] = recordSequence;
        token[i] = recordToken;
        return last;
    }

    /** The ordinal of the newest record. */
    long last() {
        return last;
    }

    /** All records up to this ordinal are durable. */
    long watermark() {
        return watermark;
    }

    BucketTable table(long ordinal) {
        return Objects.requireNonNull(bucket[(int) ordinal & mask]);
    }

    long sequence(long ordinal) {
        return sequence[(int) ordinal & mask];
    }

    /** A record is durable (or lost, when status is negative): tells its owner. */
    void complete(long ordinal, int status) {
        int i = (int) ordinal & mask;
        BucketTable table = bucket[i];
        RecordDone owner = done[i];
        if (table == null || owner == null) {
            return;
        }
        long ownerToken = token[i];
        bucket[i] = null;
        done[i] = null;
        if (status == 0) {
            table.durable(sequence[i]);
            while (watermark < last && bucket[(int) (watermark + 1) & mask] == null) {
                watermark++;
            }
        }
        owner.onRecord(ownerToken, status);
    }

    /** Tells the owners of all records that are not durable that they are lost here. */
    void failAll(int status) {
        for (long ordinal = watermark + 1; ordinal <= last; ordinal++) {
            complete(ordinal, status);
        }
    }

    private void grow() {
        int size = (mask + 1) * 2;
        var oldBucket = bucket;
        var oldDone = done;
        var oldSequence = sequence;
        var oldToken = token;
        int oldMask = mask;
        mask = size - 1;
        bucket = Arrays.copyOf(oldBucket, size);
        done = Arrays.copyOf(oldDone, size);
        sequence = new long[size];
        token = new long[size];
        Arrays.fill(bucket, null);
        Arrays.fill(done, null);
        for (long ordinal = watermark + 1; ordinal <= last; ordinal++) {
            int from = (int) ordinal & oldMask;
            int to = (int) ordinal & mask;
            bucket[to] = oldBucket[from];
            done[to] = oldDone[from];
            sequence[to] = oldSequence[from];
            token[to] = oldToken[from];
        }
    }
}
