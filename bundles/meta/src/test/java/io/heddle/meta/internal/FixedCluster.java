package io.heddle.meta.internal;

import io.heddle.layout.AddressBook;
import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView;
import io.heddle.layout.InodeId;
import io.heddle.layout.Replicas;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A map of buckets that takes reported replicas out of their buckets. */
final class FixedCluster implements ClusterView {
    private static final long CAPACITY_BYTES = 1L << 30;

    private final AddressBook addresses = new AddressBook();
    private final List<Consumer<BucketMap>> watchers = new ArrayList<>();
    final List<String> reports = new ArrayList<>();
    /** Of the only file system. */
    long limitBytes = CAPACITY_BYTES;

    private BucketMap map;

    FixedCluster(int servers, int buckets, int copies) {
        var all = new Replicas[buckets];
        for (int i = 0; i < buckets; i++) {
            int first = i;
            all[i] = new Replicas(
                    i,
                    1,
                    IntStream.range(0, copies).map(k -> (first + k) % servers).toArray());
        }
        map = new BucketMap(1, all);
    }

    @Override
    public long clusterId() {
        return 77;
    }

    @Override
    public BucketMap map() {
        return map;
    }

    @Override
    public AutoCloseable watch(Consumer<BucketMap> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void reportReplica(int bucket, int server, String why) {
        reports.add(bucket + " " + server + " " + why);
        var before = map.of(bucket);
        if (before.contains(server)) {
            set(bucket, IntStream.of(before.servers()).filter(s -> s != server).toArray());
        }
    }

    /** A new epoch of a bucket with other replicas. */
    void set(int bucket, int... servers) {
        var all = map.buckets().clone();
        all[bucket] = new Replicas(bucket, all[bucket].epoch() + 1, servers);
        map = new BucketMap(map.version() + 1, all);
        watchers.forEach(watcher -> watcher.accept(map));
    }

    @Override
    public AddressBook addresses() {
        return addresses;
    }

    @Override
    public List<FileSystemInfo> fileSystems() {
        return List.of(new FileSystemInfo("fs", InodeId.ROOT, limitBytes, "3x"));
    }

    @Override
    public long capacityBytes() {
        return CAPACITY_BYTES;
    }
}
