package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Wire.i64;
import static io.heddle.dpdk.frames.Wire.put16;
import static io.heddle.dpdk.frames.Wire.put32;
import static io.heddle.dpdk.frames.Wire.put64;
import static io.heddle.dpdk.frames.Wire.u8;

import io.heddle.net.NetAddress;

/** Neighbour discovery of IPv6 (RFC 4861): solicitations and advertisements, no routers. */
final class Discovery {
    static final int SOLICITATION = 135;
    static final int ADVERTISEMENT = 136;

    private static final int HOPS = 255;
    private static final int MESSAGE_BYTES = 24;
    private static final int OPTION_BYTES = 8;
    private static final int SOURCE_OPTION = 1;
    private static final int TARGET_OPTION = 2;
    private static final int SOLICITED = 0x4000_0000;
    private static final int OVERRIDE = 0x2000_0000;

    private static final long GROUPS_HIGH = 0xff02L << 48;
    private static final long ALL_NODES_LOW = 1;

    /** ff02::1:ff00:0/104: the group of all addresses that end alike. */
    private static final long SOLICITED_LOW = 0x1_ff00_0000L;

    private final FrameConfig config;
    private final Routes routes;
    private final Neighbours neighbours;
    private final Claims claims;
    private final ControlFrame out;
    private final FrameCounts counts;

    Discovery(
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

    /** Takes an ICMPv6 message of type 135 or 136 whose checksum is good. */
    void read(FrameReader in, long nowNs) {
        long at = in.body();
        boolean isSolicitation = u8(at) == SOLICITATION;
        // 255 hops: no router has forwarded it, so it is from this link.
        boolean isValid = in.bodyBytes() >= MESSAGE_BYTES
                && u8(in.ip() + 7) == HOPS
                && u8(at + 1) == 0
                && options(in) >= 0;
        if (!isValid) {
            counts.add(FrameCount.DROPPED_MALFORMED);
            return;
        }
        long option = option(in, isSolicitation ? SOURCE_OPTION : TARGET_OPTION);
        long mac = option == 0 ? in.station() : Mac.read(option + 2);
        if (!Mac.isUnicast(mac) || mac == config.mac()) {
            counts.add(FrameCount.DROPPED_SOURCE);
        } else if (isSolicitation) {
            solicited(in, mac, option != 0, nowNs);
        } else {
            advertised(in, mac, option != 0, nowNs);
        }
    }

    private void solicited(FrameReader in, long mac, boolean hasOption, long nowNs) {
        long high = i64(in.body() + 8);
        long low = i64(in.body() + 16);
        int own = routes.own(high, low);
        boolean isProbe = in.sourceHigh() == 0 && in.sourceLow() == 0; // May I have it?
        if (!isProbe && !isSource(in)) {
            counts.add(FrameCount.DROPPED_SOURCE);
            return;
        }
        if (!isProbe && hasOption) {
            neighbours.mentioned(in.sourceHigh(), in.sourceLow(), mac, nowNs);
        }
        boolean isForUs = routes.own(in.targetHigh(), in.targetLow()) >= 0
                || routes.ownOfGroup(in.targetHigh(), in.targetLow()) >= 0;
        if (own < 0 || !isForUs || Wire.isIpv4(high, low)) {
            return; // A question to somebody else.
        }
        if (isProbe && claims.contested(own, mac, nowNs)) {
            announce(own);
        } else if (!isProbe && claims.speaks()) {
            boolean isSent = claims.mayAnswer(nowNs)
                    && advertise(own, mac, in.sourceHigh(), in.sourceLow(), SOLICITED | OVERRIDE);
            counts.add(isSent ? FrameCount.ND_ANSWERED : FrameCount.ANSWERS_WITHHELD);
        }
    }

    private boolean isSource(FrameReader in) {
        return routes.isSource(in.sourceHigh(), in.sourceLow())
                && !Wire.isIpv4(in.sourceHigh(), in.sourceLow());
    }

    private void advertised(FrameReader in, long mac, boolean hasOption, long nowNs) {
        long high = i64(in.body() + 8);
        long low = i64(in.body() + 16);
        int own = routes.own(high, low);
        if (own >= 0) {
            if (claims.contested(own, mac, nowNs)) {
                announce(own);
            }
            return;
        }
        boolean isAnswer = (Wire.i32(in.body() + 4) & SOLICITED) != 0
                && !in.isGroup()
                && routes.own(in.targetHigh(), in.targetLow()) >= 0;
        if (!isSource(in) || !routes.isSource(high, low) || Wire.isIpv4(high, low)) {
            counts.add(FrameCount.DROPPED_SOURCE);
        } else if (isAnswer) {
            int row = neighbours.find(high, low);
            // One without the option confirms a station that is known, and names none.
            if (hasOption || row >= 0 && neighbours.mac(row) == mac) {
                neighbours.answered(high, low, mac, nowNs);
            }
        } else if (hasOption) {
            neighbours.mentioned(high, low, mac, nowNs);
        }
    }

    /** Whether the options fill the message exactly: how many, or -1. */
    private static int options(FrameReader in) {
        long at = in.body() + MESSAGE_BYTES;
        long end = in.body() + in.bodyBytes();
        int count = 0;
        while (at < end) {
            int bytes = end - at < 2 ? 0 : u8(at + 1) * OPTION_BYTES;
            if (bytes == 0 || bytes > end - at) {
                return -1;
            }
            at += bytes;
            count++;
        }
        return count;
    }

    /** The address of an option with an Ethernet address, or 0. The options are well-formed. */
    private static long option(FrameReader in, int type) {
        long end = in.body() + in.bodyBytes();
        for (long at = in.body() + MESSAGE_BYTES; at < end; at += u8(at + 1) * OPTION_BYTES) {
            if (u8(at) == type && u8(at + 1) == 1) {
                return at;
            }
        }
        return 0;
    }

    /** Asks one station, or all whose addresses end alike, who has an address. */
    void ask(long high, long low, long mac) {
        NetAddress source = routes.source(high, low);
        counts.add(FrameCount.ND_ASKED);
        boolean unused = solicit(source.high(), source.low(), high, low, mac);
    }

    /** Asks whether anybody has an own address. */
    void probe(int own) {
        NetAddress address = routes.address(own);
        boolean unused = solicit(0, 0, address.high(), address.low(), Mac.BROADCAST);
    }

    private boolean solicit(long fromHigh, long fromLow, long high, long low, long mac) {
        boolean isToAll = mac == Mac.BROADCAST;
        long groupLow = SOLICITED_LOW | low & 0xff_ffff;
        boolean hasOption = fromHigh != 0 || fromLow != 0;
        int bytes = MESSAGE_BYTES + (hasOption ? OPTION_BYTES : 0);
        long at = out.beginIcmpv6(isToAll ? Mac.multicast(groupLow) : mac, bytes, HOPS);
        out.source(fromHigh, fromLow);
        out.target(isToAll ? GROUPS_HIGH : high, isToAll ? groupLow : low);
        return send(at, SOLICITATION, 0, high, low, hasOption ? SOURCE_OPTION : 0, bytes);
    }

    /** Tells all that an own address is here. */
    void announce(int own) {
        counts.add(FrameCount.ANNOUNCED);
        boolean unused =
                advertise(own, Mac.multicast(ALL_NODES_LOW), GROUPS_HIGH, ALL_NODES_LOW, OVERRIDE);
    }

    private boolean advertise(int own, long mac, long toHigh, long toLow, int flags) {
        NetAddress address = routes.address(own);
        int bytes = MESSAGE_BYTES + OPTION_BYTES;
        long at = out.beginIcmpv6(mac, bytes, HOPS);
        out.source(address.high(), address.low());
        out.target(toHigh, toLow);
        return send(at, ADVERTISEMENT, flags, address.high(), address.low(), TARGET_OPTION, bytes);
    }

    private boolean send(long at, int type, int flags, long high, long low, int option, int bytes) {
        put16(at, type << 8);
        put32(at + 4, flags);
        put64(at + 8, high);
        put64(at + 16, low);
        if (option != 0) {
            put16(at + MESSAGE_BYTES, option << 8 | 1);
            Mac.write(at + MESSAGE_BYTES + 2, config.mac());
        }
        out.checkIcmpv6(at, bytes);
        return out.send(at + bytes);
    }
}
