package io.heddle.transport.internal;

import io.heddle.transport.KeySource;
import io.heddle.transport.PairSecret;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Secrets of all pairs out of one number; they are withheld and rotated as told. */
final class FakeKeys implements KeySource {
    private final List<Runnable> watchers = new ArrayList<>();
    private final long seed;
    private int age;
    private boolean agreed = true;

    FakeKeys(long seed) {
        this.seed = seed;
    }

    void agreed(boolean now) {
        agreed = now;
        List.copyOf(watchers).forEach(Runnable::run);
    }

    void rotate() {
        age++;
        List.copyOf(watchers).forEach(Runnable::run);
    }

    int watchers() {
        return watchers.size();
    }

    @Override
    public boolean seals() {
        return true;
    }

    @Override
    public @Nullable PairSecret secret(int node, int peer) {
        return agreed ? of(age, node, peer) : null;
    }

    @Override
    public @Nullable PairSecret earlier(int node, int peer) {
        return agreed && age > 0 ? of(age - 1, node, peer) : null;
    }

    private PairSecret of(int generation, int node, int peer) {
        var random = new java.util.SplittableRandom(
                seed + 31L * generation + 1_000L * Math.min(node, peer) + Math.max(node, peer));
        byte[] secret = new byte[PairSecret.BYTES];
        random.nextBytes(secret);
        return new PairSecret(secret);
    }

    @Override
    public AutoCloseable watch(Runnable onChange) {
        watchers.add(onChange);
        return () -> watchers.remove(onChange);
    }
}
