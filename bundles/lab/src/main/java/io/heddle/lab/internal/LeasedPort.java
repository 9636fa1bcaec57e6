package io.heddle.lab.internal;

import io.heddle.net.ForwardingPort;
import io.heddle.net.NetPort;

/** A port on a device that goes back to its kind when it closes. */
final class LeasedPort extends ForwardingPort {
    private final Runnable giveBack;
    private boolean closed;

    LeasedPort(NetPort port, Runnable giveBack) {
        super(port);
        this.giveBack = giveBack;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                port.close();
            } finally {
                giveBack.run();
            }
        }
    }
}
