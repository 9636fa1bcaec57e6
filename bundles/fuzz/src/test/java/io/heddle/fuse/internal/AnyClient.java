package io.heddle.fuse.internal;

import io.heddle.client.Client;
import io.heddle.fuzz.Input;
import io.heddle.runtime.Loop;
import io.heddle.wire.FsRequest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/**
 * A cluster whose answers come from the input: u8 how (0: -errno of the next u8, else success), and
 * for success u16 length and the bytes. Answers come after the request was sent, as from a network.
 */
final class AnyClient implements Client {
    private static final int MOST_BYTES = 4 << 10;
    /** An operation of several steps ends, whatever it is told; more than that is a hang. */
    private static final int MOST_STEPS = 10_000;

    private record Sent(Completion done, long token) {}

    private final Loop loop;
    private final Input input;
    private final MemorySegment reply;
    private final FsRequest request = new FsRequest();
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();

    AnyClient(Loop loop, Arena arena, Input input) {
        this.loop = loop;
        this.input = input;
        reply = arena.allocate(MOST_BYTES);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void submit(
            int opcode,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes,
            Completion done,
            long token) {
        body.asSlice(bodyOffset, bodyBytes);
        if (!request.wrap(head, headOffset, headBytes + bodyBytes)
                || request.headBytes() != headBytes
                || request.dataBytes() != bodyBytes) {
            throw new AssertionError("opcode " + opcode + " is sent with lengths that do not fit");
        }
        sent.add(new Sent(done, token));
    }

    /** Answers until nothing is outstanding; an input that is used up answers with EIO. */
    void finish() {
        for (int step = 0; !sent.isEmpty(); step++) {
            if (step == MOST_STEPS) {
                throw new AssertionError("an operation does not end");
            }
            Sent next = sent.remove();
            boolean isEmpty = input.isEmpty();
            if (isEmpty || input.u8() == 0) {
                int errno = isEmpty ? 5 : Math.max(1, input.u8());
                next.done.onDone(next.token, -errno, reply, 0, 0);
                continue;
            }
            byte[] bytes = input.bytes(Math.min(input.u16(), MOST_BYTES));
            reply.fill((byte) 0);
            MemorySegment.copy(bytes, 0, reply, ValueLayout.JAVA_BYTE, 0, bytes.length);
            next.done.onDone(next.token, 0, reply, 0, bytes.length);
        }
    }

    @Override
    public int outstanding() {
        return sent.size();
    }

    @Override
    public long memoryBytes() {
        return 0;
    }
}
