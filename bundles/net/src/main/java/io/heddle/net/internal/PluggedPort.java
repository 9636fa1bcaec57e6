package io.heddle.net.internal;

import io.heddle.net.Datagram;
import io.heddle.net.ForwardingPort;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;

import org.jspecify.annotations.Nullable;

/**
 * A port whose NIC has a plug that a drill may pull: then what is sent vanishes and what arrives is
 * dropped, as behind a dead cable. Costs a burst one load and one call more.
 */
final class PluggedPort extends ForwardingPort implements NetCapability.ZeroCopy {
    /** The plug of one NIC, for all its ports. */
    static final class Plug {
        private volatile boolean pulled;

        boolean isPulled() {
            return pulled;
        }

        void pull(boolean out) {
            pulled = out;
        }
    }

    private final Plug plug;
    private final boolean dedicated;
    private final @Nullable ZeroCopy lender;

    /** @param dedicated whether its loop has a processor for itself */
    PluggedPort(NetPort port, Plug plug, boolean dedicated) {
        super(port);
        this.plug = plug;
        this.dedicated = dedicated;
        lender = port.capability(ZeroCopy.class);
    }

    /** The driver's own port. */
    NetPort port() {
        return port;
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        return plug.pulled ? count : port.txBurst(burst, from, count);
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int count) {
        // Read in any case: a descriptor that stays readable would keep the loop awake.
        int received = port.rxBurst(burst, from, count);
        return plug.pulled ? 0 : received;
    }

    @Override
    public int rxLent(Datagram[] burst, int from, int count) {
        var behind = lender;
        if (behind == null) {
            return rxBurst(burst, from, count);
        }
        int received = behind.rxLent(burst, from, count);
        return plug.pulled ? 0 : received;
    }

    @Override
    public boolean lend(Datagram[] burst, int index) {
        var behind = lender;
        return behind != null && behind.lend(burst, index);
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        if (type == ZeroCopy.class) {
            return lender == null ? null : type.cast(this);
        }
        return dedicated && type == NetCapability.OwnProcessor.class
                ? type.cast(new NetCapability.OwnProcessor())
                : super.capability(type);
    }
}
