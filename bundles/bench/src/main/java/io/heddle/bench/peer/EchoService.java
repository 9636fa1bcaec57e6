package io.heddle.bench.peer;

import io.heddle.transport.InboundRequest;
import io.heddle.transport.RequestHandler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/** Answers requests at once. Those that are to be checked (epoch 1) are compared and noted. */
final class EchoService implements RequestHandler {
    static final int CHECKED = 1;

    /** What makes a request of a client different from those of others. */
    private record Key(int peer, long number) {}

    private final MemorySegment head = Arena.global().allocate(Messages.HEAD_BYTES, 8);
    private final Set<Key> executed = new HashSet<>();
    private volatile long served;
    private volatile long twice;
    private volatile long broken;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // The loop alone writes, any thread reads.
    public void onRequest(InboundRequest request) {
        served++;
        MemorySegment body = request.body();
        long offset = request.bodyOffset();
        int bytes = request.bodyBytes();
        long number = Messages.number(body, offset);
        boolean checked = request.epoch() == CHECKED;
        int textBytes = bytes - Messages.HEAD_BYTES;
        if (checked) {
            if (!executed.add(new Key(request.peer(), number))) {
                twice++;
            }
            if (!Messages.isText(
                    Messages.place(number), body, offset + Messages.HEAD_BYTES, textBytes)) {
                broken++;
            }
        }
        int status = Messages.status(number);
        switch (request.opcode()) {
            case Messages.ECHO -> request.reply(status, body, offset, bytes, body, offset, 0);
            case Messages.SINK -> sink(request, status, checked, textBytes);
            default ->
                request.reply(
                        status,
                        head,
                        0,
                        0,
                        Messages.memory(),
                        Messages.answerPlace(number),
                        Messages.wantedBytes(body, offset));
        }
    }

    private void sink(InboundRequest request, int status, boolean checked, int textBytes) {
        long sum = 0;
        if (checked) {
            long start = request.bodyOffset() + Messages.HEAD_BYTES;
            sum = Messages.checksum(request.body(), start, textBytes);
        }
        Messages.checksum(head, 0, sum);
        request.reply(status, head, 0, Long.BYTES, head, 0, 0);
    }

    /** For the answer to "counters". */
    String counts() {
        return "requestsServed=" + served + " executedTwice=" + twice + " broken=" + broken;
    }
}
