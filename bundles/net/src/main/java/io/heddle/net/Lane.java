package io.heddle.net;

/** An endpoint's claim on the network, held at the switchboard as long as the endpoint lives. */
public interface Lane extends AutoCloseable {
    /** Withdraws the claim and closes its ports; on the loop of the endpoint. */
    @Override
    void close();
}
