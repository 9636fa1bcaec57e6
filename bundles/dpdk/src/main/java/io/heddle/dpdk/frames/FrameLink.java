package io.heddle.dpdk.frames;

import io.heddle.net.NetAddress;

/** What a stack asks of its port and tells it; on the port's loop, within a call to the stack. */
public interface FrameLink {
    /**
     * Sends a frame of the stack's own, such as an ARP request; copies it.
     *
     * @param frame its address, valid for this call
     * @return false where the port is full: the stack asks again later
     */
    boolean send(long frame, int bytes);

    /** A held frame has its destination now: the port sends it, and owns it again. */
    void resolved(long handle);

    /** A held frame will never be sent: the port frees it. */
    void dropped(long handle);

    /** Another station claims an own address; told again at most every ten seconds. */
    void duplicate(NetAddress own, long otherMac);

    /** A router on the way to an address says that it forwards no larger packets of IP. */
    void pathMtu(NetAddress remote, int ipBytes);
}
