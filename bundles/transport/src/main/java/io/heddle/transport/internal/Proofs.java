package io.heddle.transport.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.heddle.transport.PairSecret;
import io.heddle.wire.Protocol;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** What the handshake proves where datagrams are sealed, and the keys of the sessions that it opens. */
final class Proofs {
    private final Station station;

    Proofs(Station station) {
        this.station = station;
    }

    /** The feature bit of sealing, or 0. */
    long feature() {
        return station.keys.seals() ? Protocol.SEALED : 0;
    }

    /** The secret that proves a HELLO, null when there is nothing to prove or nothing agreed. */
    @Nullable
    PairSecret current(int peer) {
        return station.keys.seals() ? station.keys.secret(station.node, peer) : null;
    }

    /** Whether the sender seals exactly if we do; counted if not. */
    boolean isAlike(long features) {
        if ((features & Protocol.SEALED) == feature()) {
            return true;
        }
        station.sealCounters.unsealed.increment();
        return false;
    }

    /** Writes the proof of a datagram that is complete but for it and the checksum. */
    static void prove(PairSecret secret, MemorySegment memory, int start, long receiver) {
        byte[] tag = HandshakeTag.of(secret, memory, start, HandshakeFrame.PROVEN_BYTES, receiver);
        MemorySegment.copy(
                tag, 0, memory, JAVA_BYTE, start + HandshakeFrame.PROVEN_BYTES, tag.length);
    }

    /**
     * The secret that made a datagram's proof; null, and counted, if none did.
     *
     * @param start of the datagram, whose checksum is 0
     * @param receiver what the sender knows of our incarnation
     */
    @Nullable
    PairSecret proven(MemorySegment from, int start, int peer, long receiver) {
        var current = station.keys.secret(station.node, peer);
        var earlier = station.keys.earlier(station.node, peer);
        if (current == null && earlier == null) {
            station.sealCounters.noSecret.increment();
            return null;
        }
        if (current != null && made(current, from, start, receiver)) {
            return current;
        }
        if (earlier != null && made(earlier, from, start, receiver)) {
            return earlier;
        }
        station.sealCounters.unproven.increment();
        return null;
    }

    private static boolean made(PairSecret secret, MemorySegment from, int start, long receiver) {
        int proven = HandshakeFrame.PROVEN_BYTES;
        byte[] told = from.asSlice(start + (long) proven, HandshakeTag.BYTES).toArray(JAVA_BYTE);
        byte[] right = HandshakeTag.of(secret, from, start, proven, receiver);
        return HandshakeTag.matches(told, right);
    }

    /** The keys that the asking end takes from a WELCOME. */
    Seal asking(PairSecret pair, long peerIncarnation, long opening, long salt) {
        var session = KeyChain.session(pair, station.incarnation, peerIncarnation, opening, salt);
        return new Seal(aeads(), session, true, pair, salt);
    }

    /** The keys of a session that this end makes, with a salt of its own. */
    Seal answering(PairSecret pair, long peerIncarnation, long opening) {
        long salt = station.env.randomLong();
        var session = KeyChain.session(pair, peerIncarnation, station.incarnation, opening, salt);
        return new Seal(aeads(), session, false, pair, salt);
    }

    /** Slow is better than clear; but people should know. */
    private Aeads aeads() {
        var aeads = station.memory.aeads();
        if (!aeads.isNative()) {
            station.env
                    .events()
                    .advise(
                            "seal-without-libcrypto",
                            "transport",
                            "Datagrams are sealed by the JVM's cipher, which makes garbage.",
                            "there is no libcrypto.so.3",
                            "Install OpenSSL 3 (Debian: apt-get install libssl3) and start again.");
        }
        return aeads;
    }
}
