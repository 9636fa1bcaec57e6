package io.heddle.net.spi;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Datagrams of a port to itself, for drivers with frames of their own: a node calls itself as it calls
 * others, and no switch gives a frame back to where it came from. A ring of copies; what finds no room
 * is lost.
 */
public final class SelfLoop {
    /** A window of the transport in datagrams of 8 KiB, several times. */
    private static final int PLACES = 64;

    private final NetAddress own;
    private final int placeBytes;
    private final MemorySegment memory;
    private final int[] lengths = new int[PLACES];
    private int head;
    private int count;

    /** @param mostBytes the largest payload */
    public SelfLoop(Arena arena, NetAddress own, int mostBytes) {
        this.own = own;
        placeBytes = (mostBytes + 63) / 64 * 64;
        memory = arena.allocate((long) PLACES * placeBytes, 64);
    }

    /** Whether a datagram to send is one. */
    public boolean isFor(Datagram datagram) {
        return datagram.isRemote(own);
    }

    /** Whether there is nothing to receive. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Keeps a copy; false if it is lost. */
    public boolean put(Datagram datagram) {
        int bytes = datagram.lengthBytes();
        if (count == PLACES || bytes > placeBytes) {
            return false;
        }
        int place = (head + count++) % PLACES;
        lengths[place] = bytes;
        MemorySegment.copy(
                datagram.memory(), datagram.offset(), memory, (long) place * placeBytes, bytes);
        return true;
    }

    /** Fills a datagram with the oldest; false if it is too long for it and lost. */
    public boolean take(Datagram datagram) {
        int place = head;
        head = (head + 1) % PLACES;
        count--;
        int bytes = lengths[place];
        datagram.own();
        if (bytes > datagram.capacityBytes()) {
            return false;
        }
        MemorySegment.copy(
                memory, (long) place * placeBytes, datagram.memory(), datagram.offset(), bytes);
        datagram.set(bytes, 0);
        datagram.remote(own);
        datagram.marked(false);
        return true;
    }
}
