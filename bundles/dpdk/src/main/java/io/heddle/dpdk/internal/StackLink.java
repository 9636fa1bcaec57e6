package io.heddle.dpdk.internal;

import io.heddle.dpdk.frames.FrameLink;
import io.heddle.dpdk.frames.Mac;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortEvents;

import org.jspecify.annotations.Nullable;

/** What the stack of a port sends and says, by the port's own device. */
final class StackLink implements FrameLink {
    private final String device;
    private final PortEvents events;
    private @Nullable Outbound outbound;

    StackLink(String device, PortEvents events) {
        this.device = device;
        this.events = events;
    }

    /** The stack is made before what sends for it, and says nothing until its first turn. */
    void outbound(Outbound sender) {
        outbound = sender;
    }

    @Override
    public boolean send(long frame, int bytes) {
        Outbound to = outbound;
        return to != null && to.sendFrame(frame, bytes);
    }

    @Override
    public void resolved(long handle) {
        Outbound to = outbound;
        if (to != null) {
            to.sendHeld(handle);
        }
    }

    @Override
    public void dropped(long handle) {
        Outbound to = outbound;
        if (to != null) {
            to.drop(handle);
        }
    }

    @Override
    public void duplicate(NetAddress own, long otherMac) {
        events.concern(
                "Another station uses the address " + own.host() + " of this port.",
                device + " heard " + Mac.text(otherMac) + " say so",
                "Give one of the two another address.");
    }

    /** Nothing to do: the transport probes each path, and the stack counts this. */
    @Override
    public void pathMtu(NetAddress remote, int ipBytes) {}
}
