package io.heddle.net;

/**
 * The endpoint's side of a lane. The switchboard calls it on the endpoint's loop only. A swap is:
 * {@link #portUp} with the new port, {@link #portDraining} with the old one, {@link #isDrained} until
 * true or the bound passes, {@link #portDown}, then the old port is closed.
 */
public interface LaneUser {
    /** Use this port for all new traffic. The slot (0..3) is the path id of the transport. */
    void portUp(int slot, NetPort port);

    /** Move traffic off this port: receive, but send nothing new that can go elsewhere. */
    void portDraining(int slot);

    /** Whether nothing in flight depends on this port any more. */
    boolean isDrained(int slot);

    /** The port is about to be closed, drained or not; never touch it again. */
    void portDown(int slot);

    /** Numbers for the ledger of a swap, counted from evidence. */
    SwapEvidence evidence();
}
