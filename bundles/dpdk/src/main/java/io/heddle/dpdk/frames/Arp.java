package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Wire.i32;
import static io.heddle.dpdk.frames.Wire.mapped;
import static io.heddle.dpdk.frames.Wire.put16;
import static io.heddle.dpdk.frames.Wire.put32;
import static io.heddle.dpdk.frames.Wire.u16;

/** The address resolution protocol of IPv4 on Ethernet (RFC 826), with the care of RFC 5227. */
final class Arp {
    private static final int BYTES = 28;
    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    /** Ethernet, IPv4, their lengths. */
    private static final long KIND = 0x0001_0800_0604L;

    private final FrameConfig config;
    private final Routes routes;
    private final Neighbours neighbours;
    private final Claims claims;
    private final ControlFrame out;
    private final FrameCounts counts;

    Arp(
            FrameConfig config,
            Routes routes,
            Neighbours neighbours,
            Claims claims,
            ControlFrame out,
            FrameCounts counts) {
        this.config = config;
        this.routes = routes;
        this.neighbours = neighbours;
        this.claims = claims;
        this.out = out;
        this.counts = counts;
    }

    /** Takes a message that came. */
    void read(FrameReader in, long nowNs) {
        long at = in.body();
        if (in.bodyBytes() < BYTES || ((long) i32(at) << 16 | u16(at + 4)) != KIND) {
            counts.add(FrameCount.DROPPED_MALFORMED);
            return;
        }
        int operation = u16(at + 6);
        long senderMac = Mac.read(at + 8);
        long sender = mapped(at + 14);
        long target = mapped(at + 24);
        if (!Mac.isUnicast(senderMac) || senderMac == config.mac()) {
            counts.add(FrameCount.DROPPED_SOURCE);
            return;
        }
        int claimed = routes.own(0, sender);
        boolean isProbe = sender == Wire.MAPPED; // From 0.0.0.0: may I have it?
        if (claimed >= 0) {
            if (claims.contested(claimed, senderMac, nowNs)) {
                announce(sender);
            }
        } else if (!isProbe && !routes.isSource(0, sender)) {
            counts.add(FrameCount.DROPPED_SOURCE);
        } else if (operation == REQUEST) {
            asked(senderMac, sender, target, isProbe, nowNs);
        } else if (operation == REPLY && !isProbe) {
            boolean isForUs = !in.isGroup()
                    && Mac.read(at + 18) == config.mac()
                    && routes.own(0, target) >= 0;
            if (isForUs) {
                neighbours.answered(0, sender, senderMac, nowNs);
            } else {
                neighbours.mentioned(0, sender, senderMac, nowNs);
            }
        } else {
            counts.add(FrameCount.DROPPED_CONTROL);
        }
    }

    private void asked(long mac, long sender, long target, boolean isProbe, long nowNs) {
        if (!isProbe) {
            neighbours.mentioned(0, sender, mac, nowNs);
        }
        if (routes.own(0, target) < 0 || !claims.speaks()) {
            return; // A question to somebody else, or an announcement.
        }
        boolean isSent = claims.mayAnswer(nowNs) && send(REPLY, mac, target, mac, sender);
        counts.add(isSent ? FrameCount.ARP_ANSWERED : FrameCount.ANSWERS_WITHHELD);
    }

    /** Asks one station, or all, who has an address. */
    void ask(long target, long mac) {
        long source = routes.source(0, target).low();
        counts.add(FrameCount.ARP_ASKED);
        boolean unused = send(REQUEST, mac, source, 0, target);
    }

    /** Asks whether anybody has an own address. */
    void probe(long own) {
        boolean unused = send(REQUEST, Mac.BROADCAST, Wire.MAPPED, 0, own);
    }

    /** Tells all that an own address is here. */
    void announce(long own) {
        counts.add(FrameCount.ANNOUNCED);
        boolean unused = send(REQUEST, Mac.BROADCAST, own, 0, own);
    }

    private boolean send(int operation, long to, long sender, long targetMac, long target) {
        long at = out.begin(to, Wire.TYPE_ARP);
        put32(at, (int) (KIND >>> 16));
        put16(at + 4, (int) KIND);
        put16(at + 6, operation);
        Mac.write(at + 8, config.mac());
        put32(at + 14, (int) sender);
        Mac.write(at + 18, targetMac);
        put32(at + 24, (int) target);
        return out.send(at + BYTES);
    }
}
