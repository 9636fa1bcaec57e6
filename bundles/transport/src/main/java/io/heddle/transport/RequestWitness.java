package io.heddle.transport;

/**
 * Told what leaves and arrives for the requests of one endpoint, on its loop; named by the token that
 * {@link Session#call} was given. Must not block, allocate or call back.
 */
public interface RequestWitness {
    /**
     * A fragment of a request goes to a port now.
     *
     * @param path slot of the port
     * @param bytes of the fragment
     * @param again whether it was sent before
     */
    void sent(long token, int path, int peer, int bytes, boolean again);

    /** The whole answer of a peer is here; its handler is called next. */
    void heard(long token, int peer);
}
