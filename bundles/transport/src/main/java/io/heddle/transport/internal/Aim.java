package io.heddle.transport.internal;

import io.heddle.net.Datagram;

/** The address of the peer that a path leads to. */
final class Aim {
    long high;
    long low;
    int port;
    String label = "";
    boolean known;
    private boolean fromBook;

    /** An address of the book; true when it is another host address than before. */
    boolean set(long toHigh, long toLow, int toPort, String toLabel) {
        boolean moved = !known || toHigh != high || toLow != low;
        high = toHigh;
        low = toLow;
        port = toPort;
        label = toLabel;
        known = true;
        fromBook = true;
        return moved;
    }

    boolean is(long toHigh, long toLow, int toPort) {
        return known && toHigh == high && toLow == low && toPort == port;
    }

    /** The book does not know the peer any more; true when it did. */
    boolean forget() {
        boolean known = this.known && fromBook;
        this.known &= !fromBook;
        return known;
    }

    /** A datagram of the peer came from here: the answer goes there if the book knows nothing. */
    void learn(Datagram from) {
        if (!fromBook || !known) {
            high = from.remoteHigh();
            low = from.remoteLow();
            port = from.remotePort();
            known = true;
            fromBook = false;
        }
    }
}
