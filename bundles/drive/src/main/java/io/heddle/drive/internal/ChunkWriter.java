package io.heddle.drive.internal;

import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Writes streams of bytes as chains of chunks into free room of the checkpoint area. Streams are built in
 * memory at once and written in the background, many chunks in a transfer.
 */
final class ChunkWriter {
    private static final int PAGE_CHUNKS = 128;
    private static final int TRANSFERS = 4;
    private static final int SPARE_PAGES = 2;

    private final DiskFile file;
    private final BlockSpace space;
    private final Crc crc;
    private final long journalId;
    private final MemorySegment number;
    private final ArrayDeque<Page> ready = new ArrayDeque<>();
    private final ArrayDeque<Page> spare = new ArrayDeque<>();
    private @Nullable Page page;
    private long generation;
    private int[] stream = new int[16];
    private int streamChunks;
    private int fill = CheckpointFormat.CHUNK_BYTES;
    private int inFlight;
    private int error;
    private boolean stopped;

    /** @param number 8 bytes of scratch memory */
    ChunkWriter(DiskFile file, BlockSpace space, Crc crc, long journalId, MemorySegment number) {
        this.file = file;
        this.space = space;
        this.crc = crc;
        this.journalId = journalId;
        this.number = number;
    }

    /** Begins a checkpoint. */
    void begin(long checkpointGeneration) {
        generation = checkpointGeneration;
        error = 0;
    }

    /** Begins a stream. */
    void beginStream() {
        streamChunks = 0;
        fill = CheckpointFormat.CHUNK_BYTES;
    }

    void putInt(int value) {
        number.set(FrameFormat.INT, 0, value);
        put(number, 0, 4);
    }

    void putLong(long value) {
        number.set(FrameFormat.LONG, 0, value);
        put(number, 0, 8);
    }

    void put(MemorySegment from, long offset, int bytes) {
        int done = 0;
        while (done < bytes && error == 0) {
            if (fill == CheckpointFormat.CHUNK_BYTES) {
                nextChunk();
                continue;
            }
            Page current = current();
            int part = Math.min(bytes - done, CheckpointFormat.CHUNK_BYTES - fill);
            MemorySegment.copy(from, offset + done, current.memory, current.offset() + fill, part);
            fill += part;
            done += part;
        }
    }

    /** Ends a stream. @return its chunks in order */
    int[] endStream() {
        if (streamChunks > 0 && error == 0) {
            seal(0);
        }
        return Arrays.copyOf(stream, streamChunks);
    }

    /** Makes what was built be written, the last chunks included. */
    void finish() {
        Page last = page;
        if (last != null) {
            page = null;
            ready.add(last);
        }
    }

    /** Starts writes that are due. */
    void pump() {
        while (!stopped && inFlight < TRANSFERS && !ready.isEmpty()) {
            ready.removeFirst().write();
        }
    }

    /** Bytes that are built and not written yet. */
    long backlogBytes() {
        return (long) (ready.size() + inFlight) * PAGE_CHUNKS * CheckpointFormat.CHUNK_BYTES;
    }

    /** Bytes outside the heap. */
    long bytes() {
        int pages = ready.size() + spare.size() + inFlight + (page == null ? 0 : 1);
        return (long) pages * PAGE_CHUNKS * CheckpointFormat.CHUNK_BYTES;
    }

    boolean isIdle() {
        return inFlight == 0;
    }

    /** 0, or why the checkpoint cannot be written: -ENOSPC, -EIO. */
    int error() {
        return error;
    }

    void stop() {
        stopped = true;
    }

    void close() {
        ready.forEach(Page::close);
        spare.forEach(Page::close);
        if (page != null) {
            page.close();
        }
    }

    private Page current() {
        Page current = page;
        if (current == null) {
            current = spare.pollFirst();
            if (current == null) {
                current = new Page();
            }
            current.count = 0;
            page = current;
        }
        return current;
    }

    private void nextChunk() {
        if (space.available() == 0) {
            error = -io.heddle.foreign.linux.Errno.ENOSPC;
            return;
        }
        int chunk = space.allocate(1);
        if (streamChunks > 0) {
            seal(chunk + 1);
        }
        if (current().count == PAGE_CHUNKS) {
            finish();
        }
        current().numbers[current().count++] = chunk;
        if (streamChunks == stream.length) {
            stream = Arrays.copyOf(stream, streamChunks * 2);
        }
        stream[streamChunks++] = chunk;
        fill = CheckpointFormat.CHUNK_HEADER_BYTES;
    }

    private void seal(int next) {
        Page current = current();
        MemorySegment memory = current.memory;
        long at = current.offset();
        memory.set(FrameFormat.INT, at, CheckpointFormat.CHUNK_MAGIC);
        memory.set(FrameFormat.LONG, at + 8, generation);
        memory.set(FrameFormat.INT, at + 16, current.numbers[current.count - 1]);
        memory.set(FrameFormat.INT, at + 20, next);
        memory.set(FrameFormat.INT, at + 24, fill - CheckpointFormat.CHUNK_HEADER_BYTES);
        memory.set(FrameFormat.INT, at + 28, 0);
        memory.asSlice(at + fill, CheckpointFormat.CHUNK_BYTES - fill).fill((byte) 0);
        CheckpointFormat.seal(crc, journalId, memory, at);
    }

    /** Chunks that are written together. */
    private final class Page implements DiskCompletion {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory =
                arena.allocate((long) PAGE_CHUNKS * CheckpointFormat.CHUNK_BYTES, 4096);
        private final int[] numbers = new int[PAGE_CHUNKS];
        private int count;
        private int pending;

        /** Where the last chunk begins. */
        long offset() {
            return (long) (count - 1) * CheckpointFormat.CHUNK_BYTES;
        }

        void write() {
            inFlight++;
            pending = 1;
            for (int first = 0; first < count; ) {
                int end = first + 1;
                while (end < count && numbers[end] == numbers[end - 1] + 1) {
                    end++;
                }
                pending++;
                int bytes = (end - first) * CheckpointFormat.CHUNK_BYTES;
                file.write(
                        CheckpointFormat.position(numbers[first]),
                        memory,
                        (long) first * CheckpointFormat.CHUNK_BYTES,
                        bytes,
                        false,
                        this,
                        bytes);
                first = end;
            }
            ended();
        }

        @Override
        public void onDisk(long bytes, int result) {
            if (result != bytes) {
                error = result < 0 ? result : -io.heddle.foreign.linux.Errno.EIO;
            }
            ended();
        }

        void close() {
            arena.close();
        }

        private void ended() {
            if (--pending == 0) {
                inFlight--;
                if (spare.size() < SPARE_PAGES) {
                    spare.addFirst(this);
                } else {
                    close();
                }
            }
        }
    }
}
