package io.heddle.dpdk.internal.rte;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/** Which processors the calling thread may run on; sched_setaffinity(2). */
public final class Affinity {
    private static final long SET = 203;
    private static final long GET = 204;

    /** Room for 8,192 processors, the most that Linux has. */
    private static final int MASK_BYTES = 1_024;

    private Affinity() {}

    public static BitSet get() {
        try (var linux = new Linux();
                Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, 8);
            long bytes = linux.syscall(GET, 0, MASK_BYTES, mask.address(), 0, 0, 0);
            if (bytes < 0) {
                throw refused("sched_getaffinity", (int) -bytes);
            }
            return BitSet.valueOf(mask.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    public static void set(BitSet processors) {
        byte[] bits = processors.toByteArray();
        try (var linux = new Linux();
                Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, 8);
            MemorySegment.copy(bits, 0, mask, ValueLayout.JAVA_BYTE, 0, bits.length);
            long result = linux.syscall(SET, 0, MASK_BYTES, mask.address(), 0, 0, 0);
            if (result < 0) {
                throw refused("sched_setaffinity", (int) -result);
            }
        }
    }

    /** Those of now as the kernel writes them: "0-3,8". */
    static String processors() {
        BitSet all = get();
        var text = new StringBuilder();
        for (int from = all.nextSetBit(0); from >= 0; ) {
            int end = all.nextClearBit(from);
            text.append(text.isEmpty() ? "" : ",").append(from);
            text.append(end - from > 1 ? "-" + (end - 1) : "");
            from = all.nextSetBit(end);
        }
        return text.toString();
    }

    private static StorageException refused(String call, int errno) {
        return new StorageException(
                errno == 0 ? Errno.EINVAL : errno,
                call + " fails with error " + errno + "; the cpuset of this process may not allow"
                        + " it.");
    }
}
