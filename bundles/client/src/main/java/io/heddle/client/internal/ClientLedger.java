package io.heddle.client.internal;

import io.heddle.net.Evidence;
import io.heddle.net.EvidenceLog;
import io.heddle.net.LedgerSource;
import io.heddle.net.Sight;
import io.heddle.runtime.Env;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;
import io.heddle.transport.RequestWitness;
import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The client's word on its mutations: what it started, what its endpoint sent of them and heard, and
 * what it told its callers. Costs one comparison for each of these while nothing is recorded, and
 * allocates nothing while something is.
 */
final class ClientLedger implements LedgerSource, RequestWitness {
    /** Sights, 5 MiB: with four for each mutation enough for 30,000 of them. */
    private static final int CAPACITY = 1 << 17;

    private static final long WAIT_SECONDS = 5;
    private static final EvidenceLog CLOSED = new EvidenceLog(0);

    private final Loop loop;
    private final Env env;
    private EvidenceLog log = CLOSED;
    private boolean isOpen;
    private boolean isSettling;
    private long client;
    private Watermark numbers = new Watermark();
    private long startedCount;
    private long answeredCount;
    private long firstNumber;
    private long endNumber;
    private @Nullable Connection connection;

    /** Which mutation a token names, by the place of its request in the pool. */
    private long[] tokens = new long[256];

    private long[] tokenNumbers = new long[256];

    ClientLedger(Loop loop) {
        this.loop = loop;
        env = loop.env();
    }

    /** Whose ledger this is. */
    void watch(long incarnation, Watermark itsNumbers) {
        client = incarnation;
        numbers = itsNumbers;
    }

    /** The endpoint that is used from now on, or none. */
    void endpoint(@Nullable Connection used) {
        Connection old = connection;
        if (old != null) {
            old.witness(null);
        }
        connection = used;
        if (used != null && isOpen) {
            used.witness(this);
        }
    }

    void started(long number, int opcode) {
        if (isOpen && !isSettling) {
            startedCount++;
            note(Sight.STARTED, number, 0, 0, Opcode.alwaysChanges(opcode) ? 1 : 0);
        }
    }

    /** A session took the request: what it sends and hears for this token is of this mutation. */
    void attempted(Pending pending) {
        if (isOpen && isRecorded(pending.number)) {
            name(pending);
        }
    }

    private void name(Pending pending) {
        int index = pending.index;
        if (index >= tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, index + 1));
            tokenNumbers = Arrays.copyOf(tokenNumbers, tokens.length);
        }
        tokens[index] = pending.token();
        tokenNumbers[index] = pending.number;
    }

    void answered(long number, int status) {
        if (isOpen && isRecorded(number)) {
            answeredCount++;
            note(Sight.ANSWERED, number, 0, 0, status);
        }
    }

    /** Whether its start is in the record. */
    private boolean isRecorded(long number) {
        return number >= firstNumber && (!isSettling || number < endNumber);
    }

    @Override
    public void sent(long token, int path, int peer, int bytes, boolean again) {
        long number = number(token);
        if (number != 0) {
            note(again ? Sight.SENT_AGAIN : Sight.SENT, number, path, peer, bytes);
        }
    }

    @Override
    public void heard(long token, int peer) {
        long number = number(token);
        if (number != 0) {
            note(Sight.HEARD, number, 0, peer, 0);
        }
    }

    private long number(long token) {
        int index = (int) token;
        return index < tokens.length && tokens[index] == token ? tokenNumbers[index] : 0;
    }

    private void note(Sight what, long number, int path, int peer, int value) {
        log.add(what, client, number, env.nanoTime(), path, peer, value, 0);
    }

    @Override
    public boolean startsRequests() {
        return true;
    }

    @Override
    public String lane() {
        return Link.LANE;
    }

    @Override
    public void open() {
        var taken = new EvidenceLog(CAPACITY);
        await(() -> {
            log = taken;
            isOpen = true;
            isSettling = false;
            startedCount = 0;
            answeredCount = 0;
            firstNumber = numbers.next();
            Arrays.fill(tokens, -1);
            Connection now = connection;
            if (now != null) {
                now.witness(this);
            }
        });
    }

    @Override
    public boolean settled() {
        var all = new boolean[1];
        await(() -> {
            if (!isSettling) {
                isSettling = true;
                endNumber = numbers.next();
            }
            all[0] = answeredCount == startedCount;
        });
        return all[0];
    }

    @Override
    public void close(Evidence to) {
        var taken = new EvidenceLog[1];
        var next = new long[2];
        await(() -> {
            isOpen = false;
            taken[0] = log;
            next[0] = numbers.next();
            next[1] = env.nanoTime();
            log = CLOSED;
            Connection now = connection;
            if (now != null) {
                now.witness(null);
            }
        });
        taken[0].tell(to);
        to.seen(Sight.CLIENT, client, next[0], next[1], 0, 0, 0, 0);
    }

    private void await(Runnable command) {
        if (loop.isCurrent()) {
            command.run();
            return;
        }
        try {
            loop.submit(() -> {
                        command.run();
                        return true;
                    })
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new StorageException(
                    5, "loop " + loop.name() + " does not answer; see its thread's stack", e);
        }
    }
}
