package io.heddle.fusehost.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.fusehost.FuseHost;
import io.heddle.fusehost.FuseMount;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Mounts, and keeps the mounts until it is stopped. Immediate: a delayed component would end, and
 * unmount, with its last user, which is the bundle whose update it is to survive.
 */
@Component(service = FuseHost.class, immediate = true)
public final class FuseHostComponent implements FuseHost {
    private static final Logger LOG = LoggerFactory.getLogger(FuseHostComponent.class);
    private static final Path DEVICE = Path.of("/dev/fuse");
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x8_0000;

    private final List<KernelMount> mounts = new ArrayList<>();

    /** Unmounts when the container begins to stop: servers, drivers and loops still answer then. */
    @Activate
    void activate(BundleContext context) {
        context.addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPING
                    && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
                unmountAll();
            }
        });
    }

    private synchronized void unmountAll() {
        each(FuseHostComponent::unmount);
    }

    private static void unmount(KernelMount mount) {
        if (mount.isMounted()) {
            mount.unmount(true);
            LOG.info("unmounted {}", mount.directory());
        }
    }

    /** Every mount that still holds descriptors; one that fails does not keep the others. */
    private void each(Consumer<KernelMount> step) {
        for (KernelMount mount : mounts) {
            if (!mount.isClosed()) {
                try {
                    step.accept(mount);
                } catch (StorageException e) {
                    LOG.error("{} could not be unmounted", mount.directory(), e);
                }
            }
        }
    }

    @Override
    public synchronized FuseMount mount(String source, Path directory, Loop loop) {
        mounts.removeIf(KernelMount::isClosed);
        if (!Files.exists(DEVICE)) {
            throw new StorageException(
                    Errno.ENODEV,
                    "there is no /dev/fuse: run \"modprobe fuse\", or give the container"
                            + " --device /dev/fuse");
        }
        boolean shared = mounts.stream().anyMatch(mount -> mount.source().equals(source));
        var point = new MountPoint(directory);
        point.prepare();
        try (Linux linux = new Linux()) {
            int session = point.mount(linux, source);
            try {
                int maxWriteBytes = Handshake.answer(linux, session, shared);
                int queue = open(linux);
                int cloned = KernelMount.cloneInto(linux, queue, session);
                if (cloned < 0) {
                    linux.close(queue);
                    throw new StorageException(
                            -cloned,
                            "this kernel cannot clone a FUSE queue: use Linux 4.2 or newer");
                }
                point.raiseReadAhead();
                var mount = new KernelMount(source, point, loop, session, queue, maxWriteBytes);
                mounts.add(mount);
                LOG.info("mounted {} on {}", source, directory);
                return mount;
            } catch (RuntimeException e) {
                point.detach(linux);
                linux.close(session);
                throw e;
            }
        }
    }

    static int open(Linux linux) {
        int descriptor = linux.open(DEVICE.toString(), O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
        if (descriptor < 0) {
            throw new StorageException(
                    -descriptor,
                    "/dev/fuse cannot be opened (errno %d): run as root, or give this user access to it"
                            .formatted(-descriptor));
        }
        return descriptor;
    }

    @Override
    public synchronized List<FuseMount> mounts() {
        return mounts.stream()
                .filter(KernelMount::isMounted)
                .map(FuseMount.class::cast)
                .toList();
    }

    /** Unmounts all: nothing can answer them any more. */
    @Deactivate
    synchronized void deactivate() {
        each(mount -> {
            unmount(mount);
            mount.shut();
        });
        mounts.clear();
    }
}
