package io.heddle.transport.internal;

/**
 * How large datagrams may be on one path. It begins with what every network carries, asks for all that
 * the port could send, and after three lost probes for the next smaller size of {@link #SIZES}; a path
 * that swallows large datagrams begins anew. RFC 8899 is the model.
 */
final class PathMtu {
    /** 1,280 bytes that IPv6 demands of any link, less 48 for its header and that of UDP. */
    static final int BASE_BYTES = 1_232;

    /** UDP payloads of links with 9,000, 4,470, 2,304 and 1,500 bytes, with room for tunnels. */
    private static final int[] SIZES = {8_952, 8_872, 4_422, 2_256, 1_472, 1_452, 1_400, 1_340};

    private static final int PROBES = 3;

    /** Large datagrams lost in a row, none having arrived, that make a black hole. */
    private static final int HOLE_DATAGRAMS = 8;

    private int bytes = BASE_BYTES;
    private int mostBytes = BASE_BYTES;
    private int candidateBytes;
    private int failed;
    private long probe = -1;
    private long raiseNs;
    private int largeLost;

    /** A new port or peer address. */
    void open(int portBytes) {
        mostBytes = portBytes;
        restart();
    }

    private void restart() {
        bytes = Math.min(BASE_BYTES, mostBytes);
        candidateBytes = mostBytes;
        failed = 0;
        probe = -1;
        largeLost = 0;
    }

    /** The largest datagram that is known to pass. */
    int bytes() {
        return bytes;
    }

    /** The size of the probe to send now, or 0. */
    int wantedBytes(long nowNs) {
        if (probe >= 0 || bytes == mostBytes) {
            return 0;
        }
        if (candidateBytes <= bytes) {
            if (nowNs - raiseNs < 0) {
                return 0;
            }
            candidateBytes = mostBytes;
            failed = 0;
        }
        return candidateBytes;
    }

    void probeSent(long packet) {
        probe = packet;
    }

    boolean isProbe(long packet) {
        return packet == probe;
    }

    void acked(long packet, int datagramBytes, long nowNs) {
        if (datagramBytes > BASE_BYTES) {
            largeLost = 0;
        }
        if (packet == probe) {
            probe = -1;
            failed = 0;
            bytes = candidateBytes;
            raiseNs = nowNs + Tuning.MTU_RAISE_NS;
        }
    }

    /** True when the loss says nothing about congestion, because a probe may be too large. */
    boolean lost(long packet, int datagramBytes, long nowNs) {
        if (packet == probe) {
            probe = -1;
            if (++failed == PROBES) {
                failed = 0;
                candidateBytes = smaller(candidateBytes);
                raiseNs = nowNs + Tuning.MTU_RAISE_NS;
            }
            return true;
        }
        if (datagramBytes > BASE_BYTES && ++largeLost >= HOLE_DATAGRAMS) {
            restart();
        }
        return false;
    }

    /** Nothing comes back: perhaps only large datagrams are swallowed. */
    void silent() {
        if (bytes > BASE_BYTES) {
            restart();
        }
    }

    /** The next size to ask for, 0 when none is left above what works. */
    private int smaller(int than) {
        for (int size : SIZES) {
            if (size < than && size > bytes) {
                return size;
            }
        }
        return 0;
    }
}
