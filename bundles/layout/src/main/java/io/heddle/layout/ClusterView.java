package io.heddle.layout;

import java.util.function.Consumer;

/** What shards see of the agreed configuration. Control implements it; safe for all threads. */
public interface ClusterView {
    /** The cluster's identity, for on-disk headers and handshakes. */
    long clusterId();

    /** The newest map. */
    BucketMap map();

    /**
     * Calls the watcher with every new map, on any thread; a loop posts it to itself.
     *
     * @return ends the watch
     */
    AutoCloseable watch(Consumer<BucketMap> watcher);

    /** A replica must leave the in-sync set: control raises an alert and a new epoch follows. */
    void reportReplica(int bucket, int server, String why);

    /** Where nodes are reached on the data network. */
    AddressBook addresses();

    /** Payload bytes of the whole cluster: a file system with as many or more has no limit of its own. */
    default long capacityBytes() {
        return Long.MAX_VALUE;
    }

    /** File systems by name. */
    java.util.List<FileSystemInfo> fileSystems();

    /** A file system. {@code root} is the inode of its root directory. */
    record FileSystemInfo(String name, long root, long capacityBytes, String protection) {}
}
