package io.heddle.transport;

/** The server side of an endpoint. */
@FunctionalInterface
public interface RequestHandler {
    /** A request that was never seen before in its session. Answer it now or later, exactly once. */
    void onRequest(InboundRequest request);
}
