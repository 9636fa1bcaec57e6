package io.heddle.layout;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Data addresses of nodes, by path slot; safe for all threads. Endpoints publish their own, sessions
 * look peers up and are told of changes. Node ids: servers 0..n-1, clients from {@link #FIRST_CLIENT}.
 */
public final class AddressBook {
    /** Node ids from here on are clients. */
    public static final int FIRST_CLIENT = 1 << 16;

    /** Told on the publisher's thread; a loop posts it to itself. */
    @FunctionalInterface
    public interface Watcher {
        void onAddress(int node, int slot, @org.jspecify.annotations.Nullable Entry entry);
    }

    /**
     * Where a node is reached.
     *
     * @param high the first 8 bytes of an IPv6 or mapped IPv4 address, big-endian
     * @param low the last 8 bytes
     * @param label the switch of that NIC, or empty
     * @param sequence grows with every entry
     */
    public record Entry(long high, long low, int port, String label, long sequence) {}

    private record Key(int node, int slot) {}

    private final ConcurrentHashMap<Key, Entry> entries = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final java.util.concurrent.atomic.AtomicLong sequence =
            new java.util.concurrent.atomic.AtomicLong();

    /** Announces where a node is reached on a path slot. */
    public void publish(int node, int slot, long high, long low, int port, String label) {
        var entry = new Entry(high, low, port, label, sequence.incrementAndGet());
        entries.put(new Key(node, slot), entry);
        watchers.forEach(watcher -> watcher.onAddress(node, slot, entry));
    }

    /** Withdraws an address. */
    public void withdraw(int node, int slot) {
        if (entries.remove(new Key(node, slot)) != null) {
            watchers.forEach(watcher -> watcher.onAddress(node, slot, null));
        }
    }

    /** The address of a node on a path slot, or null. */
    public @org.jspecify.annotations.Nullable Entry find(int node, int slot) {
        return entries.get(new Key(node, slot));
    }

    /** Calls the watcher with all later changes. */
    public AutoCloseable watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }
}
