package io.heddle.dpdk.internal;

import io.heddle.dpdk.internal.rte.EthStatus;
import io.heddle.net.spi.PortEvents;

import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether the link is up and the device is there, and tells the port's user what
 * changed. On the port's loop.
 */
final class LinkWatch {
    /** Soon enough for a swap, and rare enough that a system call costs nothing. */
    private static final long PAUSE_NS = 100_000_000;

    private final String device;
    private final EthStatus status;
    private final @Nullable KernelLink kernel;
    private final PortEvents events;
    private long dueNs;
    private volatile boolean up = true;
    private boolean gone;

    /** @param kernel the interface behind the device, or null */
    LinkWatch(String device, EthStatus status, @Nullable KernelLink kernel, PortEvents events) {
        this.device = device;
        this.status = status;
        this.kernel = kernel;
        this.events = events;
    }

    /**
     * Looks, if it is time.
     *
     * @return whether the device is still there
     */
    boolean look(long nowNs) {
        if (nowNs - dueNs < 0 && dueNs != 0) {
            return !gone;
        }
        dueNs = nowNs + PAUSE_NS;
        KernelLink.State state = gone ? KernelLink.State.GONE : state();
        switch (state) {
            case UP -> change(true);
            case DOWN -> change(false);
            case GONE -> lost();
        }
        return !gone;
    }

    private KernelLink.State state() {
        if (kernel != null) {
            return kernel.state();
        }
        if (status.isRemoved()) {
            return KernelLink.State.GONE;
        }
        return status.isUp() ? KernelLink.State.UP : KernelLink.State.DOWN;
    }

    private void change(boolean now) {
        if (now != up) {
            up = now;
            if (now) {
                events.up();
            } else {
                events.down();
            }
        }
    }

    private void lost() {
        if (!gone) {
            gone = true;
            up = false;
            events.lost("The device " + device + " is gone: "
                    + (kernel == null
                            ? "its driver says that it was removed."
                            : "the interface " + kernel.named() + " does not exist any more."));
        }
    }

    /** Any thread. */
    boolean isUp() {
        return up;
    }
}
