package io.heddle.net;

import org.jspecify.annotations.Nullable;

/** A port in front of another one, to which it passes everything on that a subclass does not change. */
public abstract class ForwardingPort implements NetPort {
    /** The port behind this one. */
    protected final NetPort port;

    /** @param port closed together with this one */
    protected ForwardingPort(NetPort port) {
        this.port = port;
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        return port.txBurst(burst, from, count);
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int count) {
        return port.rxBurst(burst, from, count);
    }

    @Override
    public int mtuBytes() {
        return port.mtuBytes();
    }

    @Override
    public NetAddress localAddress() {
        return port.localAddress();
    }

    @Override
    public int wakeDescriptor() {
        return port.wakeDescriptor();
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        return port.capability(type);
    }

    @Override
    public PortStats stats() {
        return port.stats();
    }

    @Override
    public void quiesce() {
        port.quiesce();
    }

    @Override
    public void close() {
        port.close();
    }
}
