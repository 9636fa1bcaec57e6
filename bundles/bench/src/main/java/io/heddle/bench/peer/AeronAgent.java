package io.heddle.bench.peer;

import io.aeron.Aeron;
import io.aeron.ControlledFragmentAssembler;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** The duty cycle of {@link AeronPeer}: driver, client, and an echo or the load of a client. */
final class AeronAgent implements Runnable {
    private static final int STREAM = 1;
    private static final int FRAGMENTS = 64;
    private static final int MESSAGE_MOST = 1 << 20;

    /** A sink answers after so many bytes, as a bulk receiver that acknowledges. */
    private static final int ANSWER_EVERY_BYTES = 1 << 20;

    private static final long IDLE_PARK_NS = 1_000_000;

    private final AgentInvoker driver;
    private final AgentInvoker client;
    private final Subscription subscription;
    private final ExclusivePublication publication;
    private final boolean server;
    private final long spinNs;
    private final IdleStrategy backOff = new BackoffIdleStrategy(10, 20, 1_000, IDLE_PARK_NS);
    private final UnsafeBuffer message =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(MESSAGE_MOST, 64));
    private final ControlledFragmentHandler handler;
    private final Latencies latencies = new Latencies();
    private volatile boolean stopping;
    private volatile boolean connected;
    private volatile @Nullable LoadPlan next;
    private volatile CompletableFuture<String> result = new CompletableFuture<>();
    private @Nullable LoadPlan plan;
    private long begunNs;
    private long endNs;
    private long sent;
    private long answered;
    private long sunkBytes;
    private long sunkMessages;
    private long lastWorkNs;

    AeronAgent(
            AgentInvoker driver,
            Aeron aeron,
            String own,
            String other,
            boolean server,
            long spinNs) {
        this.driver = driver;
        this.server = server;
        this.spinNs = spinNs;
        client = aeron.conductorAgentInvoker();
        handler = new ControlledFragmentAssembler(server ? this::onRequest : this::onAnswer);
        subscription = aeron.addSubscription("aeron:udp?endpoint=" + own, STREAM);
        publication = aeron.addExclusivePublication("aeron:udp?endpoint=" + other, STREAM);
    }

    void begin(LoadPlan load) {
        result = new CompletableFuture<>();
        next = load;
    }

    CompletableFuture<String> result() {
        return result;
    }

    boolean isConnected() {
        return connected;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                idle(turn());
            }
        } catch (RuntimeException | Error failure) {
            failure.printStackTrace();
            result.completeExceptionally(failure);
        }
    }

    private int turn() {
        int work = server ? 0 : fill();
        work += driver.invoke();
        work += client.invoke();
        work += subscription.controlledPoll(handler, FRAGMENTS);
        connected = publication.isConnected() && subscription.isConnected();
        return work;
    }

    /** Spins for a while after the last work, then sleeps as Aeron's own idle strategy does. */
    private void idle(int work) {
        if (spinNs == 0) {
            backOff.idle(work);
            return;
        }
        long nowNs = System.nanoTime();
        if (work > 0) {
            lastWorkNs = nowNs;
        } else if (nowNs - lastWorkNs < spinNs) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(IDLE_PARK_NS);
        }
    }

    private int fill() {
        LoadPlan starting = next;
        if (starting != null) {
            next = null;
            begin(starting, System.nanoTime());
        }
        LoadPlan now = plan;
        if (now == null) {
            return 0;
        }
        int work = 0;
        long nowNs = System.nanoTime();
        while (isOpen(now, nowNs) && sent - answered < now.outstanding()) {
            message.putLong(0, nowNs);
            message.putInt(8, now.opcode());
            if (publication.offer(message, 0, now.bytes()) < 0) {
                break; // Back-pressure: the driver has to run first.
            }
            sent++;
            work++;
        }
        if (!isOpen(now, nowNs) && sent == answered) {
            plan = null;
            result.complete("requests=" + sent + " answered=" + answered + " lost=0 wrong=0"
                    + " elapsedNs=" + (nowNs - begunNs) + " " + latencies.percentiles());
        }
        return work;
    }

    /** A sink is sent what it answers as a whole, else its last answer would not come. */
    private boolean isOpen(LoadPlan load, long nowNs) {
        return nowNs < endNs
                || (load.opcode() == Messages.SINK
                        && sent % (ANSWER_EVERY_BYTES / load.bytes()) != 0);
    }

    private void begin(LoadPlan starting, long nowNs) {
        plan = starting;
        latencies.clear();
        sent = 0;
        answered = 0;
        begunNs = nowNs;
        endNs = nowNs + (long) (starting.seconds() * 1e9);
    }

    private Action onRequest(DirectBuffer from, int offset, int bytes, Header header) {
        if (from.getInt(offset + 8) == Messages.SINK) {
            sunkBytes += bytes;
            sunkMessages++;
            if (sunkBytes >= ANSWER_EVERY_BYTES) {
                message.putLong(0, sunkMessages);
                message.putInt(8, Messages.SINK);
                if (publication.offer(message, 0, Messages.HEAD_BYTES) < 0) {
                    sunkBytes -= bytes;
                    sunkMessages--;
                    return Action.ABORT;
                }
                sunkBytes = 0;
                sunkMessages = 0;
            }
            return Action.CONTINUE;
        }
        return publication.offer(from, offset, bytes) < 0 ? Action.ABORT : Action.CONTINUE;
    }

    private Action onAnswer(DirectBuffer from, int offset, int bytes, Header header) {
        if (from.getInt(offset + 8) == Messages.SINK) {
            answered += from.getLong(offset);
        } else {
            latencies.add(System.nanoTime() - from.getLong(offset));
            answered++;
        }
        return Action.CONTINUE;
    }
}
