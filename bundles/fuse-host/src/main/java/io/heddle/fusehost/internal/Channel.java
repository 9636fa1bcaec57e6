package io.heddle.fusehost.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.Loop;

import org.jspecify.annotations.Nullable;

/**
 * A non-blocking descriptor of the kernel's queue that a loop reads itself: a request is read, sent,
 * answered and replied to on one thread, since a wake-up across cores costs more than the request.
 */
final class Channel {
    /** Requests read in one turn, so that other agents of the loop get theirs. */
    private static final int BURST = 32;

    private final KernelMount mount;
    private final Loop loop;
    private final Linux linux;
    private final int descriptor;
    private @Nullable AutoCloseable registration;
    private boolean isOpen = true;

    Channel(KernelMount mount, Loop loop, Linux linux, int descriptor) {
        this.mount = mount;
        this.loop = loop;
        this.linux = linux;
        this.descriptor = descriptor;
    }

    /** Starts or goes on reading. */
    void resume() {
        if (registration == null && isOpen) {
            registration = loop.watch(descriptor, this::read);
        }
    }

    /** Stops reading: requests wait in the kernel. */
    void pause() {
        AutoCloseable watch = registration;
        registration = null;
        if (watch != null) {
            try {
                watch.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("closing a watch failed", e);
            }
        }
    }

    boolean isPaused() {
        return registration == null;
    }

    void close() {
        pause();
        if (isOpen) {
            isOpen = false;
            linux.close(descriptor);
        }
    }

    private void read() {
        for (int i = 0; i < BURST && isOpen && !isPaused(); i++) {
            KernelRequest request = mount.take();
            if (request == null) {
                pause();
                return;
            }
            long bytes = linux.read(descriptor, request.readAddress(), request.readBytes());
            if (bytes >= 0) {
                mount.dispatch(request, descriptor, (int) bytes);
                continue;
            }
            mount.untake(request);
            if (bytes == -Errno.EAGAIN) {
                return;
            }
            if (bytes != -Errno.EINTR && bytes != -Errno.ENOENT) {
                mount.gone((int) -bytes);
                return;
            }
        }
    }
}
