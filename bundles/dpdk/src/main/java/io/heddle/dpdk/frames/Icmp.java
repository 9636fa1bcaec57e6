package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Wire.i32;
import static io.heddle.dpdk.frames.Wire.i64;
import static io.heddle.dpdk.frames.Wire.mapped;
import static io.heddle.dpdk.frames.Wire.put8;
import static io.heddle.dpdk.frames.Wire.u16;
import static io.heddle.dpdk.frames.Wire.u8;

import io.heddle.foreign.NativeMemory;
import io.heddle.net.NetAddress;

/** What is left of ICMP and ICMPv6: echo, which operators use, and errors about what was sent. */
final class Icmp {
    private static final int HEADER_BYTES = 8;

    private static final int ECHO_REPLY = 0;
    private static final int UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int ECHO = 8;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER = 12;

    private static final int UNREACHABLE6 = 1;
    private static final int TOO_BIG6 = 2;
    private static final int PARAMETER6 = 4;
    private static final int ECHO6 = 128;
    private static final int ECHO_REPLY6 = 129;

    /** No link of IPv4 carries less (RFC 1191 has 68, routers of today this). */
    private static final int LEAST_MTU = 576;

    private static final int LEAST_MTU6 = 1_280;

    private static final int PINGS_PER_SECOND = 1_000;
    private static final int PINGS_AT_ONCE = 64;
    private static final int WORDS_PER_SECOND = 1;
    private static final int WORDS_AT_ONCE = 16;
    private static final int HOPS = 64;

    private final FrameConfig config;
    private final Routes routes;
    private final Destinations destinations;
    private final Discovery discovery;
    private final ControlFrame out;
    private final FrameLink link;
    private final FrameCounts counts;
    private final Allowance pings;
    private final Allowance words;
    private boolean speaks = true;

    Icmp(
            FrameConfig config,
            Routes routes,
            Destinations destinations,
            Discovery discovery,
            ControlFrame out,
            FrameLink link,
            FrameCounts counts,
            long nowNs) {
        this.config = config;
        this.routes = routes;
        this.destinations = destinations;
        this.discovery = discovery;
        this.out = out;
        this.link = link;
        this.counts = counts;
        pings = new Allowance(PINGS_PER_SECOND, PINGS_AT_ONCE, nowNs);
        words = new Allowance(WORDS_PER_SECOND, WORDS_AT_ONCE, nowNs);
    }

    /** Whether this stack answers, see {@link FrameStack#speaks(boolean)}. */
    void speaks(boolean now) {
        speaks = now;
    }

    /** Takes a message of IPv4 for an own address. */
    void read4(FrameReader in, long nowNs) {
        long at = in.body();
        if (in.bodyBytes() < HEADER_BYTES) {
            counts.add(FrameCount.DROPPED_MALFORMED);
        } else if (Checksum.fold(Checksum.add(0, at, in.bodyBytes())) != 0xffff) {
            counts.add(FrameCount.DROPPED_CHECKSUM);
        } else {
            switch (u8(at)) {
                case ECHO -> counts.add(echo4(in, nowNs));
                case UNREACHABLE, TIME_EXCEEDED, PARAMETER -> error4(in, nowNs);
                default -> counts.add(FrameCount.DROPPED_CONTROL);
            }
        }
    }

    /** Takes a message of IPv6 for an own address or a group. */
    void read6(FrameReader in, long nowNs) {
        if (in.bodyBytes() < HEADER_BYTES) {
            counts.add(FrameCount.DROPPED_MALFORMED);
        } else if (!in.isIcmpv6Good()) {
            counts.add(FrameCount.DROPPED_CHECKSUM);
        } else {
            int type = u8(in.body());
            if (type == Discovery.SOLICITATION || type == Discovery.ADVERTISEMENT) {
                discovery.read(in, nowNs);
            } else if (in.isGroup() || !isSource6(in)) {
                counts.add(FrameCount.DROPPED_CONTROL);
            } else if (type == ECHO6) {
                counts.add(echo6(in, nowNs));
            } else if (type >= UNREACHABLE6 && type <= PARAMETER6) {
                error6(in, nowNs);
            } else {
                counts.add(FrameCount.DROPPED_CONTROL);
            }
        }
    }

    private boolean isSource6(FrameReader in) {
        return routes.own(in.targetHigh(), in.targetLow()) >= 0
                && routes.isSource(in.sourceHigh(), in.sourceLow())
                && !Wire.isIpv4(in.sourceHigh(), in.sourceLow());
    }

    private FrameCount echo4(FrameReader in, long nowNs) {
        int bytes = in.bodyBytes();
        if (!speaks || Wire.IPV4_BYTES + bytes > config.mtuBytes() || !pings.take(nowNs)) {
            return FrameCount.ANSWERS_WITHHELD;
        }
        long at = out.beginIpv4(in.station(), bytes, Wire.ICMP, in.targetLow(), in.sourceLow());
        Wire.copy(in.body(), at, bytes);
        put8(at, ECHO_REPLY);
        NativeMemory.putShort(at + 2, (short) 0);
        NativeMemory.putShort(at + 2, (short) ~Checksum.fold(Checksum.add(0, at, bytes)));
        return out.send(at + bytes) ? FrameCount.ECHO_ANSWERED : FrameCount.ANSWERS_WITHHELD;
    }

    private FrameCount echo6(FrameReader in, long nowNs) {
        int bytes = in.bodyBytes();
        if (!speaks || Wire.IPV6_BYTES + bytes > config.mtuBytes() || !pings.take(nowNs)) {
            return FrameCount.ANSWERS_WITHHELD;
        }
        long at = out.beginIcmpv6(in.station(), bytes, HOPS);
        out.source(in.targetHigh(), in.targetLow());
        out.target(in.sourceHigh(), in.sourceLow());
        Wire.copy(in.body(), at, bytes);
        put8(at, ECHO_REPLY6);
        out.checkIcmpv6(at, bytes);
        return out.send(at + bytes) ? FrameCount.ECHO_ANSWERED : FrameCount.ANSWERS_WITHHELD;
    }

    private void error4(FrameReader in, long nowNs) {
        long quoted = in.body() + HEADER_BYTES;
        int room = in.bodyBytes() - HEADER_BYTES;
        boolean isOurs = room >= Wire.IPV4_BYTES + HEADER_BYTES
                && u16(quoted) >>> 8 == 0x45
                && u8(quoted + 9) == Wire.UDP
                && mapped(quoted + 12) == in.targetLow()
                && u16(quoted + Wire.IPV4_BYTES) == config.udpPort();
        long low = isOurs ? mapped(quoted + 16) : 0;
        boolean isTooBig =
                u8(in.body()) == UNREACHABLE && u8(in.body() + 1) == FRAGMENTATION_NEEDED;
        error(
                isOurs,
                0,
                low,
                isTooBig ? u16(in.body() + 6) : 0,
                isOurs ? u16(quoted + 2) : 0,
                LEAST_MTU,
                nowNs);
    }

    private void error6(FrameReader in, long nowNs) {
        long quoted = in.body() + HEADER_BYTES;
        int room = in.bodyBytes() - HEADER_BYTES;
        boolean isOurs = room >= Wire.IPV6_BYTES + HEADER_BYTES
                && u8(quoted) >>> 4 == 6
                && u8(quoted + 6) == Wire.UDP
                && i64(quoted + 8) == in.targetHigh()
                && i64(quoted + 16) == in.targetLow()
                && u16(quoted + Wire.IPV6_BYTES) == config.udpPort();
        int told = u8(in.body()) == TOO_BIG6 ? i32(in.body() + 4) : 0;
        error(
                isOurs,
                isOurs ? i64(quoted + 24) : 0,
                isOurs ? i64(quoted + 32) : 0,
                told,
                isOurs ? Wire.IPV6_BYTES + u16(quoted + 4) : 0,
                LEAST_MTU6,
                nowNs);
    }

    /**
     * The datagram quoted was to (high, low) and of {@code quotedBytes}, and a router carries no more
     * than {@code mtu} bytes if that is not 0. Not obeyed: anybody can write such an error who knows
     * two ports, and the transport finds out by probes of its own (RFC 8899). It is told to people.
     */
    private void error(
            boolean isOurs, long high, long low, int mtu, int quotedBytes, int least, long nowNs) {
        int slot = isOurs && routes.isSource(high, low)
                ? destinations.find(high, low)
                : Destinations.NONE;
        if (slot == Destinations.NONE || mtu != 0 && (mtu < 0 || mtu >= quotedBytes)) {
            counts.add(FrameCount.ICMP_FORGED);
            return;
        }
        counts.add(FrameCount.ICMP_ERROR);
        int bounded = Math.max(mtu, least);
        int known = destinations.pathMtu(slot);
        boolean isNews = mtu != 0 && (known == 0 || bounded < known);
        if (isNews && words.take(nowNs)) {
            destinations.pathMtu(slot, bounded);
            counts.add(FrameCount.PATH_MTU_LEARNT);
            link.pathMtu(new NetAddress(high, low, 0), bounded);
        }
    }
}
