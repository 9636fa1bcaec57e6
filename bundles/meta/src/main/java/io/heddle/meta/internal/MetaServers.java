package io.heddle.meta.internal;

import io.heddle.drive.Drive;
import io.heddle.drive.Drives;
import io.heddle.drive.Drives.DriveConfig;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView;
import io.heddle.layout.InodeId;
import io.heddle.meta.Servers;
import io.heddle.net.Evidence;
import io.heddle.net.EvidenceLog;
import io.heddle.net.LedgerSource;
import io.heddle.net.Switchboard;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Loops;
import io.heddle.runtime.StorageException;
import io.heddle.transport.KeySource;
import io.heddle.transport.Transport;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the servers of this process, each on the loop that is its. */
@Component(immediate = true)
public final class MetaServers implements Servers, LedgerSource {
    /** Zeroing a journal of this size takes well below a second on what this is made for. */
    private static final long JOURNAL_BYTES = 64L << 20;

    /** A system property outlives this bundle's restart, as the clients of the process do, and ends with them. */
    private static final String STARTED = "io.heddle.meta.started";

    private static final long START_SECONDS = 60;
    private static final long CHECKPOINT_SECONDS = 5;

    private final Loops loops;
    private final Instance instance;
    private final Switchboard switchboard;
    private final Transport transport;
    private final KeySource keys;
    private final Drives drives;
    private final ClusterView cluster;
    private final Events events;
    private final List<RunningServer> servers = new ArrayList<>();
    private @Nullable AutoCloseable watch;

    @Activate
    public MetaServers(
            @Reference Loops loops,
            @Reference Instance instance,
            @Reference Switchboard switchboard,
            @Reference Transport transport,
            @Reference KeySource keys,
            @Reference Drives drives,
            @Reference ClusterView cluster,
            @Reference Events events) {
        this.loops = loops;
        this.instance = instance;
        this.switchboard = switchboard;
        this.transport = transport;
        this.keys = keys;
        this.drives = drives;
        this.cluster = cluster;
        this.events = events;
    }

    @Activate
    void start() {
        boolean fresh = System.setProperty(STARTED, "true") == null;
        for (int id = 0; id < instance.servers(); id++) {
            int server = id;
            Loop loop = loops.server(server);
            servers.add(await(loop, () -> open(server, loop, fresh), START_SECONDS));
        }
        watch = cluster.watch(this::announce);
        announce(cluster.map());
    }

    private RunningServer open(int id, Loop loop, boolean fresh) {
        var env = loop.env(instance.driveFolder(id));
        long share = instance.capacityBytes() * instance.copies() / instance.servers();
        var config = new DriveConfig(id, cluster.clusterId(), share, JOURNAL_BYTES);
        Drive drive = drives.open(env, config);
        var memory = new ShardMemory();
        var shard = new ShardConfig(id, instance.copies(), fresh, owner("uid"), owner("gid"));
        var server = new MetaServer(
                shard, loop, env, drive, cluster, transport, keys, memory, memory.operations::of);
        // The server flushes first: what it sends and appends then still leaves in the same turn.
        loop.add(server);
        loop.add(drive);
        loop.add(server.endpoint());
        var lane = switchboard.attach("server " + id, loop, server.endpoint().laneUser());
        return new RunningServer(id, loop, drive, server, lane, env.wallTimeNs());
    }

    /** Who keeps the cluster's data owns the roots of its file systems. */
    private int owner(String attribute) {
        try {
            return (int) Files.getAttribute(instance.data(), "unix:" + attribute);
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EIO,
                    "The owner of the data folder " + instance.data()
                            + " cannot be read; check the disk that it is on.",
                    e);
        }
    }

    private void announce(BucketMap map) {
        for (RunningServer running : servers) {
            running.server().announce(map);
            // Wakes the loop; a ring that is full means that it is awake.
            running.loop().post(() -> {});
        }
    }

    @Deactivate
    void stop() {
        try {
            AutoCloseable watching = watch;
            if (watching != null) {
                watching.close();
            }
        } catch (Exception e) {
            events.event("meta", "The watch of the cluster map did not end: " + e.getMessage());
        }
        for (RunningServer running : servers) {
            try {
                running.stop(CHECKPOINT_SECONDS);
            } catch (StorageException e) {
                events.event(
                        "meta",
                        "Server " + running.id() + " did not stop cleanly: " + e.getMessage());
            }
        }
        servers.clear();
    }

    @Override
    public List<ServerStatus> servers() {
        var all = new ArrayList<ServerStatus>();
        for (RunningServer running : List.copyOf(servers)) {
            all.add(await(running.loop(), running::status, START_SECONDS));
        }
        return all;
    }

    @Override
    public long usedBytes(long root) {
        int fileSystem = InodeId.fileSystem(root);
        long blocks = 0;
        for (RunningServer running : List.copyOf(servers)) {
            blocks += await(
                    running.loop(), () -> running.server().usedBlocks(fileSystem), START_SECONDS);
        }
        return blocks * Drive.BLOCK_BYTES;
    }

    @Override
    public void open() {
        for (RunningServer running : List.copyOf(servers)) {
            var memory = new EvidenceLog(JournalWitness.CAPACITY);
            await(
                    running.loop(),
                    () -> {
                        running.server().journals().open(memory);
                        return running;
                    },
                    START_SECONDS);
        }
    }

    @Override
    public void close(Evidence to) {
        for (RunningServer running : List.copyOf(servers)) {
            await(running.loop(), () -> running.server().closeJournals(), START_SECONDS)
                    .tell(to);
        }
    }

    /** Runs a call on a loop and waits for it. */
    static <T> T await(Loop loop, Callable<T> call, long seconds) {
        try {
            return loop.submit(call).get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    Errno.EINTR, "Waiting for loop " + loop.name() + " was interrupted.", e);
        } catch (TimeoutException e) {
            throw new StorageException(
                    Errno.ETIMEDOUT,
                    "Loop " + loop.name() + " did not answer in " + seconds + " s.",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw new StorageException(Errno.EIO, "A call on loop " + loop.name() + " failed.", e);
        }
    }
}
