package io.heddle.fuse.internal;

import io.heddle.client.Client;
import io.heddle.client.Mounts;
import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.FuseHost;
import io.heddle.fusehost.FuseMount;
import io.heddle.layout.ClusterView;
import io.heddle.layout.ClusterView.FileSystemInfo;
import io.heddle.layout.InodeId;
import io.heddle.runtime.Instance;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Mounts what {@code heddle up} asked for and gives every mount its handler. When this bundle is
 * updated the mounts stay, callers wait, and the next version takes them over; when the container
 * stops they are unmounted while they can still be answered.
 */
@Component(immediate = true)
public final class FuseMounter implements Mounts {
    private static final Logger LOG = LoggerFactory.getLogger(FuseMounter.class);
    private static final String PREFIX = "heddle:";
    private static final String MAIN = "main";
    private static final String ALERT = "mount-refused";
    private static final long DRAIN_MS = 10_000;

    private final FuseHost host;
    private final Client client;
    private final Map<FuseMount, FuseFront> fronts = new LinkedHashMap<>();
    private final Instance instance;
    private volatile @Nullable ClusterView view;
    private volatile String refusal = "";

    @Activate
    public FuseMounter(
            @Reference FuseHost host, @Reference Client client, @Reference Instance instance) {
        this.instance = instance;
        this.host = host;
        this.client = client;
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindView(ClusterView service) {
        view = service;
    }

    void unbindView(ClusterView service) {
        if (view == service) {
            view = null;
        }
    }

    /** Takes over the mounts that stand and makes the one that was asked for. */
    @Activate
    synchronized void activate() {
        for (FuseMount mount : host.mounts()) {
            serve(mount, mount.source().substring(PREFIX.length()));
        }
        Path wanted = instance.mount();
        if (wanted == null || stands(wanted)) {
            return;
        }
        try {
            mount(MAIN, wanted);
        } catch (StorageException e) {
            refusal = String.valueOf(e.getMessage());
            LOG.error("{}", refusal, e);
            client.loop()
                    .env()
                    .events()
                    .raise(
                            ALERT,
                            wanted.toString(),
                            "the file system is not mounted",
                            refusal,
                            "Remove the cause, then run heddle fs mount main " + wanted);
        }
    }

    private boolean stands(Path directory) {
        return host.mounts().stream().anyMatch(mount -> isAt(mount, directory));
    }

    private static boolean isAt(FuseMount mount, Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        if (mount.directory().equals(path)) {
            return true;
        }
        try {
            Path parent = path.getParent();
            return parent != null
                    && mount.directory().equals(parent.toRealPath().resolve(path.getFileName()));
        } catch (IOException e) {
            return false; // Its parent is not there, so nothing is mounted on it.
        }
    }

    @Override
    public synchronized List<MountInfo> mounts() {
        forgetGone();
        return fronts.keySet().stream()
                .map(mount -> new MountInfo(
                        mount.source().substring(PREFIX.length()), mount.directory(), "classic"))
                .toList();
    }

    @Override
    public synchronized MountInfo mount(String fileSystem, Path directory) {
        forgetGone();
        root(fileSystem);
        FuseMount mount = host.mount(PREFIX + fileSystem, directory, client.loop());
        serve(mount, fileSystem);
        refusal = "";
        client.loop().env().events().clear(ALERT, directory.toString());
        return new MountInfo(fileSystem, mount.directory(), "classic");
    }

    private long root(String fileSystem) {
        ClusterView now = view;
        if (now != null) {
            for (FileSystemInfo info : now.fileSystems()) {
                if (info.name().equals(fileSystem)) {
                    return info.root();
                }
            }
        }
        if (fileSystem.equals(MAIN)) {
            return InodeId.ROOT;
        }
        throw new StorageException(
                Errno.ENOENT,
                "there is no file system %s: see heddle fs list, or make it with heddle fs create"
                        .formatted(fileSystem));
    }

    private void serve(FuseMount mount, String fileSystem) {
        var front = new FuseFront(client, mount, root(fileSystem));
        fronts.put(mount, front);
        introduceSiblings();
        mount.handler(front);
    }

    /** Tells every mount which others show the same file system. */
    private void introduceSiblings() {
        fronts.forEach((mount, front) -> front.siblings(fronts.keySet().stream()
                .filter(other -> other != mount && other.source().equals(mount.source()))
                .toList()));
    }

    private void forgetGone() {
        fronts.entrySet().removeIf(entry -> {
            boolean gone = !entry.getKey().isMounted();
            if (gone) {
                leave(entry.getKey(), entry.getValue());
            }
            return gone;
        });
        introduceSiblings();
    }

    @Override
    public synchronized void unmount(Path directory) {
        for (FuseMount mount : List.copyOf(fronts.keySet())) {
            if (isAt(mount, directory)) {
                mount.unmount(false);
                forgetGone();
                return;
            }
        }
        throw new StorageException(
                Errno.EINVAL,
                "nothing of ours is mounted on " + directory + ": see heddle fs list");
    }

    @Override
    public synchronized long memoryBytes() {
        List<FuseFront> all = List.copyOf(fronts.values());
        try {
            return client.loop()
                    .submit(() -> all.stream().mapToLong(FuseFront::memoryBytes).sum())
                    .get(DRAIN_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Errno.EINTR, "interrupted while asking the mounts", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StorageException(
                    Errno.EIO,
                    "loop " + client.loop().name() + " did not tell the memory of the mounts",
                    e);
        }
    }

    @Override
    public String refusal() {
        return refusal;
    }

    @Deactivate
    synchronized void deactivate(BundleContext context) {
        boolean ends = context.getBundle(0).getState() == Bundle.STOPPING;
        fronts.forEach((mount, front) -> {
            if (ends && mount.isMounted()) {
                try {
                    mount.unmount(true);
                } catch (StorageException e) {
                    LOG.error("{} could not be unmounted", mount.directory(), e);
                }
            }
            leave(mount, front);
        });
        fronts.clear();
    }

    /** Takes the handler away; what it took is answered first, for a bounded time. */
    private void leave(FuseMount mount, FuseFront front) {
        mount.handler(null);
        long end = System.currentTimeMillis() + DRAIN_MS;
        try {
            client.loop()
                    .submit(() -> {
                        front.close();
                        return true;
                    })
                    .get(DRAIN_MS, TimeUnit.MILLISECONDS);
            while (front.outstanding() > 0 && System.currentTimeMillis() < end) {
                Thread.sleep(1);
            }
            if (front.outstanding() == 0) {
                front.free();
            } else {
                LOG.warn(
                        "{} requests of {} are not answered yet; they still will be",
                        front.outstanding(),
                        mount.directory());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("the handler of {} could not leave in order", mount.directory(), e);
        }
    }
}
