package io.heddle.dpdk.internal.rte;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.foreign.NativeMemory;
import io.heddle.foreign.linux.Errno;
import io.heddle.net.Datagram;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * The packet buffers (mbufs) of one device: a pool of its own, so that one device never starves
 * another and a leak has a name. Hot path; a loop that registered itself takes from its own cache
 * there, as rte_mempool_get_bulk(3) does in C, and so has an instance of its own.
 */
public final class Mbufs implements AutoCloseable {
    /** Frames in one burst; DPDK's own habit, and as many as a vector driver handles at once. */
    public static final int BURST = 32;

    /** int (*)(struct rte_mempool *, void **, unsigned int): a leaf without system calls. */
    private static final MethodHandle DEQUEUE = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
                    Linker.Option.critical(false));

    /** void rte_pktmbuf_free_bulk(struct rte_mbuf **, unsigned int), a leaf, too. */
    private static final MethodHandle FREE = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT), Linker.Option.critical(false));

    /** The second word of a fresh mbuf: its headroom, one reference, one segment, no port. */
    private static final long FRESH = Abi.HEADROOM_BYTES | 1L << 16 | 1L << 32 | 0xffffL << 48;

    /** As many as a burst each way and what is freed meanwhile. */
    private static final int CACHE = 256;

    /** What the cache of one thread holds before it gives some back: half as much again, as in C. */
    public static final int MOST_CACHED = CACHE + CACHE / 2;

    private final Function free;
    private final Function available;
    private final MemorySegment freeBulk;
    private final MemorySegment dequeue;
    private final long pool;
    private final long caches;
    private final long cache;
    private final int count;
    private final int roomBytes;

    /** All buffers of the pool as one piece of memory, or null if they lie too far apart. */
    private final @Nullable MemorySegment memory;

    private final @Nullable ByteBuffer view;

    private Mbufs(Eal eal, Arena arena, long pool, int count, int roomBytes, int lcore) {
        Library library = eal.library();
        this.pool = pool;
        this.count = count;
        this.roomBytes = roomBytes;
        free = library.function("rte_mempool_free");
        available = library.function("rte_mempool_avail_count");
        freeBulk = MemorySegment.ofAddress(library.address("rte_pktmbuf_free_bulk"));
        int ops = NativeMemory.getInt(pool + Abi.POOL_OPS_INDEX);
        dequeue = MemorySegment.ofAddress(
                NativeMemory.getLong(library.address("rte_mempool_ops_table")
                        + Abi.OPS_TABLE_FIRST
                        + (long) ops * Abi.OPS_BYTES
                        + Abi.OPS_DEQUEUE));
        caches = NativeMemory.getLong(pool + Abi.POOL_CACHES);
        cache = caches + (long) lcore * Abi.CACHE_BYTES;
        memory = span(arena);
        view = memory == null ? null : memory.asByteBuffer();
    }

    private Mbufs(Mbufs of, int lcore) {
        pool = of.pool;
        count = of.count;
        roomBytes = of.roomBytes;
        free = of.free;
        available = of.available;
        freeBulk = of.freeBulk;
        dequeue = of.dequeue;
        caches = of.caches;
        cache = caches + (long) lcore * Abi.CACHE_BYTES;
        memory = of.memory;
        view = memory == null ? null : memory.asByteBuffer();
    }

    /**
     * A pool near a device; on the registered thread that will use it.
     *
     * @param arena ends together with this; nobody reaches what was lent afterwards
     * @param name unique in the process, at most 25 characters
     * @param roomBytes of each, the headroom included
     * @param node the NUMA node, or -1 for any
     */
    public static Mbufs create(
            Eal eal, Arena arena, String name, int count, int roomBytes, int node) {
        Library library = eal.library();
        long pool;
        synchronized (eal) {
            eal.attempt();
            try (Arena local = Arena.ofConfined()) {
                pool = library.function("rte_pktmbuf_pool_create")
                        .pointer(
                                local.allocateFrom(name).address(),
                                count,
                                CACHE,
                                0,
                                roomBytes,
                                node);
            }
            if (pool == 0) {
                throw noMemory(eal, name, count, roomBytes);
            }
        }
        return new Mbufs(eal, arena, pool, count, roomBytes, lcore(eal));
    }

    /** The same buffers for the calling thread, which registered itself; not to be closed. */
    public Mbufs here(Eal eal) {
        return new Mbufs(this, lcore(eal));
    }

    private static int lcore(Eal eal) {
        return eal.library().threadInt("per_lcore__lcore_id");
    }

    private static StorageException noMemory(Eal eal, String name, int count, int roomBytes) {
        StorageException why = eal.failure(
                Errno.ENOMEM,
                "No memory for " + count + " buffers of " + roomBytes + " bytes for " + name,
                -eal.library().errno());
        String remedy = eal.huge()
                ? " Reserve more huge pages: `echo 1024 > /proc/sys/vm/nr_hugepages`."
                : " Reserve huge pages, `echo 512 > /proc/sys/vm/nr_hugepages`, and restart this"
                        + " process.";
        return new StorageException(why.errno(), why.getMessage() + remedy, why);
    }

    /** From the first to the last buffer of the fresh pool, which one memzone holds nearly always. */
    private @Nullable MemorySegment span(Arena arena) {
        try (Arena local = Arena.ofConfined()) {
            long table = local.allocate(8L * count, 64).address();
            if (!take(table, count)) {
                return null;
            }
            long low = Long.MAX_VALUE;
            long high = 0;
            for (int index = 0; index < count; index++) {
                long buffer = NativeMemory.getLong(
                        NativeMemory.getLong(table + 8L * index) + Abi.MBUF_BUFFER);
                low = Math.min(low, buffer);
                high = Math.max(high, buffer + roomBytes);
            }
            free(table, count);
            return high - low > Integer.MAX_VALUE
                    ? null
                    : MemorySegment.ofAddress(low).reinterpret(high - low, arena, null);
        }
    }

    /** Whether datagrams can stand for buffers of this pool. */
    public boolean canLend() {
        return memory != null;
    }

    /**
     * Lets a datagram stand for a part of a buffer.
     *
     * @param payload the address of its first byte
     */
    public void lend(Datagram datagram, long payload, int bytes) {
        var all = memory;
        var itsView = view;
        if (all == null || itsView == null) {
            throw new IllegalStateException("Nothing of this pool can be lent");
        }
        datagram.lent(all, itsView, payload - all.address(), bytes);
    }

    /** Whether a datagram stands for what begins at that address. */
    public static boolean isAt(Datagram datagram, long payload) {
        return datagram.memory().address() + datagram.offset() == payload;
    }

    /**
     * Takes {@code want} buffers, all or none.
     *
     * @param table where their addresses go
     */
    public boolean take(long table, int want) {
        int cached = NativeMemory.getInt(cache + Abi.CACHE_COUNT);
        if (cached < want
                && want <= CACHE
                && dequeue(cache + Abi.CACHE_OBJECTS + 8L * cached, CACHE) == 0) {
            // As in C: by many at once, for it is a lock each time.
            cached += CACHE;
        }
        if (cached >= want) {
            long from = cache + Abi.CACHE_OBJECTS + 8L * (cached - want);
            for (int index = 0; index < want; index++) {
                long mbuf = NativeMemory.getLong(from + 8L * index);
                NativeMemory.putLong(table + 8L * index, mbuf);
                fresh(mbuf);
            }
            NativeMemory.putInt(cache + Abi.CACHE_COUNT, cached - want);
            return true;
        }
        if (dequeue(table, want) != 0) {
            return false;
        }
        for (int index = 0; index < want; index++) {
            fresh(NativeMemory.getLong(table + 8L * index));
        }
        return true;
    }

    private int dequeue(long table, int want) {
        try {
            return (int) DEQUEUE.invokeExact(dequeue, pool, table, want);
        } catch (Throwable impossible) {
            throw new AssertionError("dequeue of a mempool", impossible);
        }
    }

    /** rte_pktmbuf_reset of rte_mbuf.h. */
    private static void fresh(long mbuf) {
        NativeMemory.putLong(mbuf + Abi.MBUF_DATA_OFFSET, FRESH);
        NativeMemory.putLong(mbuf + Abi.MBUF_FLAGS, 0);
        NativeMemory.putLong(mbuf + Abi.MBUF_PACKET_TYPE, 0);
        NativeMemory.putInt(mbuf + Abi.MBUF_DATA_BYTES, 0);
        NativeMemory.putLong(mbuf + Abi.MBUF_NEXT, 0);
        NativeMemory.putLong(mbuf + Abi.MBUF_TX_OFFLOAD, 0);
    }

    /** Lets so many more than one have a buffer; each gives it back. */
    public static void share(long mbuf, int others) {
        NativeMemory.putShort(mbuf + Abi.MBUF_REFERENCES, (short) (1 + others));
    }

    /** Where a payload that was copied into a buffer begins, with as much before it as headers need. */
    public static long payload(long mbuf) {
        return NativeMemory.getLong(mbuf + Abi.MBUF_BUFFER) + Abi.HEADROOM_BYTES;
    }

    /** Gives buffers of any pool back. */
    public void free(long table, int mbufs) {
        if (mbufs == 0) {
            return;
        }
        try {
            FREE.invokeExact(freeBulk, table, mbufs);
        } catch (Throwable impossible) {
            throw new AssertionError("rte_pktmbuf_free_bulk", impossible);
        }
    }

    /** The first byte of a buffer's frame. */
    public static long frame(long mbuf) {
        return NativeMemory.getLong(mbuf + Abi.MBUF_BUFFER)
                + (NativeMemory.getShort(mbuf + Abi.MBUF_DATA_OFFSET) & 0xffff);
    }

    /** The bytes in the first, and here the only, segment. */
    public static int bytes(long mbuf) {
        return NativeMemory.getShort(mbuf + Abi.MBUF_DATA_BYTES) & 0xffff;
    }

    /** Whether the frame goes on in other buffers, which no driver does unless it is asked. */
    public static boolean isChained(long mbuf) {
        return NativeMemory.getLong(mbuf + Abi.MBUF_NEXT) != 0;
    }

    /** RTE_MBUF_F_RX_*: what the device found out. */
    public static long flags(long mbuf) {
        return NativeMemory.getLong(mbuf + Abi.MBUF_FLAGS);
    }

    /** The tag that the device took from the frame, if the flags say so. */
    public static int vlan(long mbuf) {
        return NativeMemory.getShort(mbuf + Abi.MBUF_VLAN) & 0xffff;
    }

    /** The frame in it begins after so many bytes of the buffer, and is so long. */
    public static void begin(long mbuf, int offset, int bytes) {
        NativeMemory.putShort(mbuf + Abi.MBUF_DATA_OFFSET, (short) offset);
        length(mbuf, bytes);
    }

    /** The frame in it is complete. */
    public static void length(long mbuf, int bytes) {
        NativeMemory.putInt(mbuf + Abi.MBUF_PACKET_BYTES, bytes);
        NativeMemory.putShort(mbuf + Abi.MBUF_DATA_BYTES, (short) bytes);
    }

    /** What the device shall fill in: RTE_MBUF_F_TX_*, and how long the headers before are. */
    public static void offload(long mbuf, long flags, int linkBytes, int ipBytes) {
        NativeMemory.putLong(mbuf + Abi.MBUF_FLAGS, flags);
        NativeMemory.putLong(mbuf + Abi.MBUF_TX_OFFLOAD, linkBytes | (long) ipBytes << 7);
    }

    public int count() {
        return count;
    }

    /** The longest frame that fits. */
    public int frameBytes() {
        return roomBytes - Abi.HEADROOM_BYTES;
    }

    /** Neither in the pool nor in a cache; any thread while the pool is open. */
    public int inUse() {
        return count - available.call(pool);
    }

    /** For the set-up of queues. */
    long pool() {
        return pool;
    }

    /** @throws IllegalStateException buffers are in use; then the pool stays, for memory's sake */
    @Override
    public void close() {
        int used = inUse();
        if (used != 0) {
            throw new IllegalStateException(used + " of " + count + " mbufs are still in use");
        }
        free.call(pool);
    }
}
