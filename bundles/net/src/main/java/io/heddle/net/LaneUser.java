package io.heddle.net;

import java.util.List;

/**
 * The endpoint's side of a lane. The switchboard calls it on the endpoint's loop only. There is a
 * port for each data NIC, and each is a path of its own. A swap is: {@link #portUp} with the new ports,
 * {@link #portDraining} with the old ones, {@link #isDrained} until true or the bound passes, {@link
 * #portDown}, then the old ports are closed.
 */
public interface LaneUser {
    /**
     * Use this port, beside the others that are up and not draining.
     *
     * @param slot 0..3, the path id of the transport
     * @param label the switch that its NIC is connected to, as the operator calls it, or empty: peers
     *     of the same label are preferred
     */
    void portUp(int slot, NetPort port, String label);

    /** Move traffic off this port: receive, but send nothing new that can go elsewhere. */
    void portDraining(int slot);

    /** Whether nothing in flight depends on this port any more. */
    boolean isDrained(int slot);

    /** The port is about to be closed, drained or not; never touch it again. */
    void portDown(int slot);

    /** Numbers for the ledger of a swap, counted from evidence. */
    SwapEvidence evidence();

    /** Every path of every session, for people; makes objects, so it is asked once a second at most. */
    default List<PathStatus> paths() {
        return List.of();
    }
}
