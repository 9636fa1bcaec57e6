package io.heddle.fusehost.internal;

import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The requests of a mount and their buffers: one mapping without reserve, of which only what is
 * touched becomes resident. Last in, first out, so that a quiet mount touches a few buffers only.
 *
 * <p>A buffer is: a page whose end holds the answer's header, the answer, a page whose end holds the
 * request's headers, the payload of a write. So both payloads are page aligned.
 */
final class RequestPool {
    static final int PAGE = 4096;
    private static final long MINCORE = 27;
    private static final long MADVISE = 28;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final KernelRequest[] free;
    private final int capacity;
    private int count;
    private boolean closed;

    RequestPool(int capacity, int payloadBytes, KernelMount mount) {
        this.capacity = capacity;
        long stride = 2L * (PAGE + payloadBytes);
        long bytes = capacity * stride;
        try (Linux linux = new Linux()) {
            long address = linux.mmap(bytes, 3, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
            if (address < 0) {
                throw new StorageException(
                        (int) -address,
                        "cannot map %d MiB for FUSE requests: raise the limit on address space"
                                .formatted(bytes >> 20));
            }
            // A huge page would make 2 MiB resident where 4 KiB are used.
            linux.syscall(MADVISE, address, bytes, MADV_NOHUGEPAGE, 0, 0, 0);
            memory = MemorySegment.ofAddress(address)
                    .reinterpret(bytes, arena, mapping -> unmap(mapping, bytes));
        }
        free = new KernelRequest[capacity];
        for (int i = capacity - 1; i >= 0; i--) {
            free[count++] = new KernelRequest(mount, memory, i * stride, payloadBytes);
        }
    }

    private static void unmap(MemorySegment mapping, long bytes) {
        try (Linux linux = new Linux()) {
            linux.munmap(mapping.address(), bytes);
        }
    }

    @Nullable
    KernelRequest take() {
        return count == 0 ? null : free[--count];
    }

    void give(KernelRequest request) {
        free[count++] = request;
        if (closed && count == capacity) {
            arena.close();
        }
    }

    int taken() {
        return capacity - count;
    }

    /** Bytes of the mapping that have memory behind them now; mincore(2) knows. */
    long residentBytes(Linux linux) {
        int pages = Math.toIntExact(memory.byteSize() / PAGE);
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment vector = scratch.allocate(pages);
            long status = linux.syscall(
                    MINCORE, memory.address(), memory.byteSize(), vector.address(), 0, 0, 0);
            if (status < 0) {
                throw new StorageException(
                        (int) -status,
                        "mincore(2) does not tell the memory of the FUSE requests: errno "
                                + -status);
            }
            long resident = 0;
            for (int page = 0; page < pages; page++) {
                resident += vector.get(ValueLayout.JAVA_BYTE, page) & 1;
            }
            return resident * PAGE;
        }
    }

    /** Gives the resident pages of the free buffers back to the kernel, but for the first few. */
    void trim(Linux linux, int keep) {
        for (int i = 0; i < count - keep; i++) {
            KernelRequest request = free[i];
            if (request.touched) {
                request.touched = false;
                linux.syscall(
                        MADVISE,
                        request.baseAddress(),
                        request.strideBytes(),
                        MADV_DONTNEED,
                        0,
                        0,
                        0);
            }
        }
    }

    /** Frees the memory when the last request is back. */
    void close() {
        closed = true;
        if (count == capacity) {
            arena.close();
        }
    }
}
