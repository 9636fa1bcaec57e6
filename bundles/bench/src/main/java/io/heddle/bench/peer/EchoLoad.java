package io.heddle.bench.peer;

import io.heddle.runtime.Env;
import io.heddle.runtime.Timer;
import io.heddle.transport.Endpoint;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps some requests outstanding and sees to it that each is answered once and rightly. */
final class EchoLoad {
    private static final int MOST = 1 << 12;

    /** A refused call is tried again with the next answer, or after so long. */
    private static final long RETRY_NS = 1_000_000;

    private final Env env;
    private final Endpoint endpoint;
    private final Latencies latencies;
    private final LoadPlan plan;
    private final long firstNumber;
    private final MemorySegment head = Arena.global().allocate(Messages.HEAD_BYTES, 8);
    private final ReplyHandler handler = this::onReply;
    private final Timer retry;
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final Session[] sessions;
    private final long[] sentNs = new long[MOST];
    private final long[] numbers = new long[MOST];
    private final int[] free = new int[MOST];
    private int freeCount;
    private int outstanding;
    private long begunNs;
    private long endNs;
    private long lastNs;
    private long stallNs;
    private long sent;
    private final AtomicLong answered = new AtomicLong();
    private long lost;
    private long wrong;
    private long refused;
    private boolean filling;
    private volatile boolean finishing;

    /** @param firstNumber of its requests, which no other load of the endpoint has had */
    EchoLoad(Env env, Endpoint endpoint, Latencies latencies, LoadPlan plan, long firstNumber) {
        this.env = env;
        this.endpoint = endpoint;
        retry = env.timer(() -> fill(System.nanoTime()));
        this.latencies = latencies;
        this.plan = plan;
        this.firstNumber = firstNumber;
        sessions = new Session[plan.peers().size()];
    }

    /** Begins; on the loop. */
    void begin() {
        latencies.clear();
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = endpoint.session(plan.peers().get(i));
        }
        int slots = Math.min(plan.outstanding(), MOST);
        // Taken from the end, so that the slots of a peer spread over the peers in turn.
        for (int slot = slots - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
        begunNs = System.nanoTime();
        lastNs = begunNs;
        endNs = plan.seconds() > 0 ? begunNs + (long) (plan.seconds() * 1e9) : Long.MAX_VALUE;
        fill(begunNs);
    }

    /** Starts no more requests; on the loop. */
    void finish() {
        finishing = true;
        end(System.nanoTime());
    }

    CompletableFuture<String> result() {
        return result;
    }

    /** Requests that were answered so far; any thread. */
    long answered() {
        return answered.get();
    }

    /** Numbers up to here are used. */
    long usedNumbers() {
        return firstNumber + sent;
    }

    private void fill(long nowNs) {
        if (filling) {
            return;
        }
        filling = true;
        while (freeCount > 0 && isOpen(nowNs)) {
            int slot = free[freeCount - 1];
            if (!call(slot, nowNs)) {
                refused++;
                retry.startAt(env.nanoTime() + RETRY_NS);
                break;
            }
            freeCount--;
            outstanding++;
        }
        filling = false;
        end(nowNs);
    }

    private boolean isOpen(long nowNs) {
        return !finishing && nowNs < endNs && (plan.requests() == 0 || sent < plan.requests());
    }

    private boolean call(int slot, long nowNs) {
        long number = firstNumber + sent;
        Messages.head(head, 0, number, plan.wantedBytes());
        int taken = sessions[slot % sessions.length].call(
                plan.opcode(),
                plan.checked() ? EchoService.CHECKED : 0,
                head,
                0,
                Messages.HEAD_BYTES,
                Messages.memory(),
                place(number),
                plan.bytes() - Messages.HEAD_BYTES,
                plan.replyBytes(),
                handler,
                slot);
        if (taken != 0) {
            return false;
        }
        sent++;
        numbers[slot] = number;
        sentNs[slot] = nowNs;
        return true;
    }

    /** What nobody compares stays the same and in the cache, as it does with iperf3. */
    private long place(long number) {
        return plan.checked() ? Messages.place(number) : 0;
    }

    private void onReply(long token, int status, MemorySegment body, long offset, int bytes) {
        int slot = (int) token;
        long nowNs = System.nanoTime();
        latencies.add(nowNs - sentNs[slot]);
        stallNs = Math.max(stallNs, nowNs - lastNs);
        lastNs = nowNs;
        answered.lazySet(answered.get() + 1);
        outstanding--;
        long number = numbers[slot];
        numbers[slot] = -1;
        free[freeCount++] = slot;
        if (status == Session.PEER_LOST) {
            lost++;
        } else if (number < 0 || !isRight(number, status, body, offset, bytes)) {
            wrong++;
        }
        fill(nowNs);
    }

    private boolean isRight(long number, int status, MemorySegment body, long offset, int bytes) {
        if (status != Messages.status(number) || bytes != plan.replyBytes()) {
            return false;
        }
        if (!plan.checked()) {
            return true;
        }
        int textBytes = plan.bytes() - Messages.HEAD_BYTES;
        long place = place(number);
        return switch (plan.opcode()) {
            case Messages.ECHO ->
                Messages.number(body, offset) == number
                        && Messages.isText(place, body, offset + Messages.HEAD_BYTES, textBytes);
            case Messages.SINK ->
                Messages.number(body, offset)
                        == Messages.checksum(Messages.memory(), place, textBytes);
            default -> Messages.isText(Messages.answerPlace(number), body, offset, bytes);
        };
    }

    private void end(long nowNs) {
        if (outstanding > 0 || isOpen(nowNs) || result.isDone()) {
            return;
        }
        result.complete("requests=" + sent + " answered=" + answered.get() + " lost=" + lost
                + " wrong=" + wrong + " refused=" + refused + " elapsedNs=" + (nowNs - begunNs)
                + " stallNs=" + stallNs);
    }
}
