package io.heddle.sim;

import io.heddle.transport.KeySource;
import io.heddle.transport.PairSecret;

import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;

/** Secrets that follow from the seed: every second seed seals. */
final class SimKeys implements KeySource {
    private final long seed;

    private SimKeys(long seed) {
        this.seed = seed;
    }

    static KeySource of(long seed) {
        return (seed & 1) == 0 ? new SimKeys(seed) : OPEN;
    }

    @Override
    public boolean seals() {
        return true;
    }

    @Override
    public PairSecret secret(int node, int peer) {
        var random = new SplittableRandom(
                seed ^ ((long) Math.min(node, peer) << 32 | Math.max(node, peer)) * 31);
        byte[] secret = new byte[PairSecret.BYTES];
        random.nextBytes(secret);
        return new PairSecret(secret);
    }

    @Override
    public @Nullable PairSecret earlier(int node, int peer) {
        return null;
    }

    @Override
    public AutoCloseable watch(Runnable onChange) {
        return () -> {};
    }
}
