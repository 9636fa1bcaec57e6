package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.net.Datagram;

/**
 * Where a peer is reached. The address book decides; a peer that it does not know is answered where
 * it was heard last.
 */
final class PeerAddress {
    long high;
    long low;
    int port;
    boolean known;
    private boolean fromBook;

    /** Takes the newest entry of the book; true when the address changed. */
    boolean resolve(AddressBook book, int node) {
        AddressBook.Entry newest = null;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var entry = book.find(node, slot);
            if (entry != null && (newest == null || entry.sequence() > newest.sequence())) {
                newest = entry;
            }
        }
        if (newest == null) {
            boolean changed = fromBook && known;
            known &= !fromBook;
            return changed;
        }
        boolean changed =
                !known || newest.high() != high || newest.low() != low || newest.port() != port;
        set(newest.high(), newest.low(), newest.port());
        fromBook = true;
        return changed;
    }

    /** A datagram of the peer came from here. */
    void learn(Datagram from) {
        if (!fromBook) {
            set(from.remoteHigh(), from.remoteLow(), from.remotePort());
        }
    }

    private void set(long high, long low, int port) {
        this.high = high;
        this.low = low;
        this.port = port;
        known = true;
    }
}
