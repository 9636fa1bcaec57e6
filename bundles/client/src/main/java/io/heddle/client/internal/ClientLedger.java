package io.heddle.client.internal;

import io.heddle.net.LedgerSource;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * The client's word on which mutations it started and saw answered. Only mutations that were started
 * while it was open count, so what is answered is a subset of what was started. Costs one comparison
 * when it is off.
 */
final class ClientLedger implements LedgerSource {
    /** Keys kept at most, 8 MiB each: about a minute of the fastest load. */
    private static final int MOST = 1 << 20;

    private static final long WAIT_SECONDS = 5;

    private final Loop loop;
    private boolean isOpen;
    private boolean isSettling;
    private long firstNumber;
    private long lastNumber;
    private Keys started = new Keys();
    private Keys answered = new Keys();

    ClientLedger(Loop loop) {
        this.loop = loop;
    }

    void started(long client, long number) {
        if (isOpen && !isSettling) {
            if (firstNumber == 0) {
                firstNumber = number;
            }
            lastNumber = number;
            started.add(LedgerSource.key(client, number));
        }
    }

    void answered(long client, long number) {
        if (isOpen && firstNumber != 0 && number >= firstNumber && number <= lastNumber) {
            answered.add(LedgerSource.key(client, number));
        }
    }

    @Override
    public boolean startsRequests() {
        return true;
    }

    @Override
    public void open() {
        await(() -> {
            isOpen = true;
            isSettling = false;
            firstNumber = 0;
            started = new Keys();
            answered = new Keys();
        });
    }

    @Override
    public boolean settled() {
        var all = new boolean[1];
        await(() -> {
            isSettling = true;
            all[0] = answered.count == started.count;
        });
        return all[0];
    }

    @Override
    public void close(LongConsumer onStarted, LongConsumer onAnswered, LongConsumer onExecuted) {
        var taken = new Keys[2];
        await(() -> {
            isOpen = false;
            taken[0] = started;
            taken[1] = answered;
            started = new Keys();
            answered = new Keys();
        });
        taken[0].forEach(onStarted);
        taken[1].forEach(onAnswered);
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

    /** A list of primitive numbers. */
    private static final class Keys {
        private long[] keys = new long[0];
        private int count;

        void add(long key) {
            if (count == keys.length) {
                if (count == MOST) {
                    return;
                }
                keys = Arrays.copyOf(keys, Math.clamp(2L * count, 4096, MOST));
            }
            keys[count++] = key;
        }

        void forEach(LongConsumer consumer) {
            for (int i = 0; i < count; i++) {
                consumer.accept(keys[i]);
            }
        }
    }
}
