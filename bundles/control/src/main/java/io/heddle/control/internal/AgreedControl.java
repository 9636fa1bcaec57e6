package io.heddle.control.internal;

import io.heddle.consensus.ClusterLog;
import io.heddle.consensus.ClusterLogs;
import io.heddle.control.Control;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.AddressBook;
import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView;
import io.heddle.layout.InodeId;
import io.heddle.layout.Replicas;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;
import io.heddle.runtime.StorageException;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Holds the agreed configuration, founds the cluster at the first start, and tells watchers. */
@Component(
        service = {Control.class, ClusterView.class},
        immediate = true)
public final class AgreedControl implements Control, ClusterLog.StateMachine {
    /** Buckets of a cluster in one process: four for each server as primary, at the default of six. */
    private static final int BUCKETS = 24;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Events events;
    private final ClusterLog log;
    private final AddressBook addresses = new AddressBook();
    private final CopyOnWriteArrayList<Consumer<BucketMap>> watchers = new CopyOnWriteArrayList<>();
    private volatile Configuration configuration = Configuration.EMPTY;

    /** Opens the member's log and founds the cluster if it is new. */
    @Activate
    public AgreedControl(
            @Reference ClusterLogs logs, @Reference Instance instance, @Reference Events events) {
        this.events = events;
        log = logs.open(instance.data().resolve("control"), 0, List.of("127.0.0.1:0"), this);
        if (configuration.clusterId() == 0) {
            long id = new SecureRandom().nextLong() | 1;
            agree(new Command.Found(
                    id, instance.servers(), instance.copies(), BUCKETS, instance.capacityBytes()));
            events.event(
                    "cluster-founded", instance.servers() + " servers, " + BUCKETS + " buckets");
        } else {
            checkSameShape(instance);
        }
    }

    private void checkSameShape(Instance instance) {
        if (configuration.servers() != instance.servers()) {
            log.close();
            throw new StorageException(
                    Errno.EINVAL,
                    "The data folder " + instance.data() + " belongs to a cluster of "
                            + configuration.servers() + " servers, not " + instance.servers()
                            + "; start it with --servers " + configuration.servers() + ".");
        }
    }

    @Deactivate
    void stop() {
        log.close();
    }

    private void agree(Command command) {
        try {
            log.propose(command.encode()).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    Errno.EINTR, "The change of the cluster was interrupted.", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StorageException(
                    Errno.ETIMEDOUT,
                    "The control group did not agree in 30 s; see 'heddle alerts' and try again.",
                    e);
        }
    }

    @Override
    public byte[] apply(byte[] command) {
        Configuration before = configuration;
        Configuration after = Command.decode(command).apply(before);
        configuration = after;
        if (after.map() != before.map()) {
            watchers.forEach(watcher -> watcher.accept(after.map()));
        }
        return new byte[] {(byte) (after == before ? 0 : 1)};
    }

    @Override
    public byte[] snapshot() {
        return configuration.encode();
    }

    @Override
    public void restore(byte[] snapshot) {
        configuration = Configuration.decode(snapshot);
        watchers.forEach(watcher -> watcher.accept(configuration.map()));
    }

    @Override
    public long clusterId() {
        return configuration.clusterId();
    }

    @Override
    public BucketMap map() {
        return configuration.map();
    }

    @Override
    public AutoCloseable watch(Consumer<BucketMap> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void reportReplica(int bucket, int server, String why) {
        Replicas replicas = configuration.map().of(bucket);
        if (!replicas.contains(server)) {
            return;
        }
        events.raise(
                "replica-out",
                "server " + server,
                "server " + server + " left the in-sync replicas of its buckets",
                "bucket " + bucket + ", epoch " + replicas.epoch() + ": " + why,
                "Check the drive of server " + server
                        + "; its copies stay out until they are rebuilt.");
        if (replicas.servers().length == 1) {
            events.raise(
                    "bucket-down",
                    "bucket " + bucket,
                    "bucket " + bucket + " lost its last in-sync replica",
                    why,
                    "Bring server " + server
                            + " back with its drive; nothing is served meanwhile.");
            return;
        }
        log.propose(new Command.RemoveReplica(bucket, replicas.epoch(), server).encode())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        events.event(
                                "control-refused",
                                "bucket " + bucket + ": " + failure.getMessage());
                    }
                });
    }

    @Override
    public AddressBook addresses() {
        return addresses;
    }

    @Override
    public long capacityBytes() {
        return configuration.capacityBytes();
    }

    @Override
    public List<FileSystemInfo> fileSystems() {
        return configuration.fileSystems();
    }

    @Override
    public FileSystemInfo createFileSystem(String name, long capacityBytes) {
        if (!NAME.matcher(name).matches()) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The file system name '" + name
                            + "' is not 1 to 64 letters, digits, dots, dashes or underscores.");
        }
        if (find(name) != null) {
            throw new StorageException(
                    Errno.EEXIST,
                    "A file system named '" + name + "' exists; choose another name.");
        }
        if (configuration.nextFileSystem() >= InodeId.FILE_SYSTEMS) {
            throw new StorageException(
                    Errno.ENOSPC,
                    "This cluster has made its " + InodeId.FILE_SYSTEMS
                            + " file systems; use one of 'heddle fs' instead of '" + name + "'.");
        }
        agree(new Command.CreateFileSystem(name, capacityBytes));
        FileSystemInfo made = find(name);
        if (made == null) {
            throw new StorageException(
                    Errno.EAGAIN,
                    "The file system '" + name + "' was deleted meanwhile; create it again.");
        }
        return made;
    }

    private @org.jspecify.annotations.Nullable FileSystemInfo find(String name) {
        for (FileSystemInfo fs : configuration.fileSystems()) {
            if (fs.name().equals(name)) {
                return fs;
            }
        }
        return null;
    }

    @Override
    public void deleteFileSystem(String name) {
        if (find(name) == null) {
            throw new StorageException(
                    Errno.ENOENT,
                    "There is no file system '" + name + "'; 'heddle fs' lists them.");
        }
        agree(new Command.DeleteFileSystem(name));
    }

    @Override
    public int copies() {
        return configuration.copies();
    }

    @Override
    public int serverCount() {
        return configuration.servers();
    }

    @Override
    public String managementAddress() {
        return "127.0.0.1";
    }
}
