package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Wire.i64;
import static io.heddle.dpdk.frames.Wire.mapped;
import static io.heddle.dpdk.frames.Wire.u16;
import static io.heddle.dpdk.frames.Wire.u8;

import io.heddle.foreign.NativeMemory;

/**
 * The receiving half: says what a frame is and where its parts are. Nothing of a frame is believed,
 * and nothing beyond its length is read.
 */
final class FrameReader {
    /** More fragments follow, or this is not the first. */
    private static final int FRAGMENT = 0x3fff;

    private static final int CONGESTION_EXPERIENCED = 3;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT_HEADER = 44;
    private static final int DESTINATION_OPTIONS = 60;

    private final FrameConfig config;
    private final Routes routes;
    private final FrameCounts counts;
    private final int vlan;

    private long frame;
    private long station;
    private boolean isGroup;
    private int protocol;
    private long ip;
    private long body;
    private int bodyBytes;
    private long sourceHigh;
    private long sourceLow;
    private long targetHigh;
    private long targetLow;
    private int port;
    private boolean isMarked;

    FrameReader(FrameConfig config, Routes routes, FrameCounts counts) {
        this.config = config;
        this.routes = routes;
        this.counts = counts;
        vlan = config.layer3().vlan();
    }

    /** See {@link FrameStack#read}. */
    int read(long at, int bytes, int strippedVlan, int checks) {
        if (bytes < Wire.ETHERNET_BYTES) {
            return drop(FrameCount.DROPPED_SHORT);
        }
        frame = at;
        station = Mac.read(at + 6);
        int type = u16(at + 12);
        int tag = strippedVlan;
        int header = Wire.ETHERNET_BYTES;
        if (type == Wire.TYPE_VLAN && tag < 0) {
            header += Wire.VLAN_BYTES;
            if (bytes < header) {
                return drop(FrameCount.DROPPED_SHORT);
            }
            tag = u16(at + 14);
            type = u16(at + 16);
        }
        FrameCount refusal = refusal(Mac.read(at), tag < 0 ? 0 : tag & 0xfff);
        if (refusal != null) {
            return drop(refusal);
        }
        ip = at + header;
        return switch (type) {
            case Wire.TYPE_IPV4 -> ipv4(bytes - header, checks);
            case Wire.TYPE_IPV6 -> ipv6(bytes - header, checks);
            case Wire.TYPE_ARP -> arp(bytes - header);
            default -> drop(FrameCount.DROPPED_TYPE);
        };
    }

    private @org.jspecify.annotations.Nullable FrameCount refusal(long destination, int tag) {
        isGroup = destination != config.mac();
        if (isGroup && Mac.isUnicast(destination)) {
            return FrameCount.DROPPED_OTHER_STATION;
        }
        if (tag != vlan) { // A tag of 0 is a priority only.
            return FrameCount.DROPPED_VLAN;
        }
        if (station == config.mac()) {
            return FrameCount.DROPPED_OWN;
        }
        return Mac.isUnicast(station) ? null : FrameCount.DROPPED_SOURCE;
    }

    private int drop(FrameCount reason) {
        counts.add(reason);
        return FrameStack.DROPPED;
    }

    private int arp(int bytes) {
        protocol = Wire.TYPE_ARP;
        body = ip;
        bodyBytes = bytes;
        return FrameStack.CONTROL;
    }

    private int ipv4(int bytes, int checks) {
        if (bytes < Wire.IPV4_BYTES) {
            return drop(FrameCount.DROPPED_SHORT);
        }
        int first = u8(ip);
        int header = (first & 15) * 4;
        int total = u16(ip + 2);
        if (first >>> 4 != 4 || header < Wire.IPV4_BYTES || total < header || total > bytes) {
            return drop(FrameCount.DROPPED_MALFORMED);
        }
        boolean isBad = (checks & FrameStack.IP_CHECKED) == 0
                && Checksum.fold(
                                header == Wire.IPV4_BYTES
                                        ? Checksum.header(ip)
                                        : Checksum.add(0, ip, header))
                        != 0xffff;
        if (isBad || (checks & FrameStack.IP_BAD) != 0) {
            return drop(FrameCount.DROPPED_CHECKSUM);
        }
        sourceHigh = 0;
        sourceLow = mapped(ip + 12);
        targetHigh = 0;
        targetLow = mapped(ip + 16);
        isMarked = (u8(ip + 1) & 3) == CONGESTION_EXPERIENCED;
        body = ip + header;
        bodyBytes = total - header;
        protocol = u8(ip + 9);
        if (isGroup || routes.own(0, targetLow) < 0) {
            return drop(FrameCount.DROPPED_OTHER_ADDRESS);
        }
        if ((u16(ip + 6) & FRAGMENT) != 0) {
            return drop(FrameCount.DROPPED_FRAGMENT);
        }
        if (!routes.isSource(0, sourceLow)) {
            return drop(FrameCount.DROPPED_SOURCE);
        }
        return switch (protocol) {
            case Wire.UDP -> udp(true, checks);
            case Wire.ICMP -> FrameStack.CONTROL;
            default -> drop(FrameCount.DROPPED_PROTOCOL);
        };
    }

    private int ipv6(int bytes, int checks) {
        if (bytes < Wire.IPV6_BYTES) {
            return drop(FrameCount.DROPPED_SHORT);
        }
        int length = u16(ip + 4);
        if (u8(ip) >>> 4 != 6 || length > bytes - Wire.IPV6_BYTES) {
            return drop(FrameCount.DROPPED_MALFORMED);
        }
        sourceHigh = i64(ip + 8);
        sourceLow = i64(ip + 16);
        targetHigh = i64(ip + 24);
        targetLow = i64(ip + 32);
        isMarked = (u16(ip) >>> 4 & 3) == CONGESTION_EXPERIENCED;
        body = ip + Wire.IPV6_BYTES;
        bodyBytes = length;
        protocol = u8(ip + 6);
        boolean isOwn =
                routes.own(targetHigh, targetLow) >= 0 && !Wire.isIpv4(targetHigh, targetLow);
        return switch (protocol) {
            case Wire.UDP -> isOwn && !isGroup ? udpOfIpv6(checks) : other();
            // Discovery goes to groups, and asks from nowhere (RFC 4862).
            case Wire.ICMPV6 -> isOwn || targetHigh >>> 56 == 0xff ? FrameStack.CONTROL : other();
            case FRAGMENT_HEADER -> drop(FrameCount.DROPPED_FRAGMENT);
            case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> drop(FrameCount.DROPPED_EXTENSION);
            default -> drop(FrameCount.DROPPED_PROTOCOL);
        };
    }

    private int other() {
        return drop(FrameCount.DROPPED_OTHER_ADDRESS);
    }

    private int udpOfIpv6(int checks) {
        // A mapped address on the wire would pass for IPv4.
        return routes.isSource(sourceHigh, sourceLow) && !Wire.isIpv4(sourceHigh, sourceLow)
                ? udp(false, checks)
                : drop(FrameCount.DROPPED_SOURCE);
    }

    private int udp(boolean isIpv4, int checks) {
        if (bodyBytes < Wire.UDP_BYTES) {
            return drop(FrameCount.DROPPED_MALFORMED);
        }
        int length = u16(body + 4);
        if (length < Wire.UDP_BYTES || length > bodyBytes) {
            return drop(FrameCount.DROPPED_MALFORMED);
        }
        port = u16(body);
        if (u16(body + 2) != config.udpPort()) {
            return drop(FrameCount.DROPPED_OTHER_PORT);
        }
        if (port == 0) {
            return drop(FrameCount.DROPPED_SOURCE);
        }
        bodyBytes = length;
        boolean isGood = (checks & FrameStack.UDP_CHECKED) != 0 || isUdpGood(isIpv4);
        if (!isGood || (checks & FrameStack.UDP_BAD) != 0) {
            return drop(FrameCount.DROPPED_CHECKSUM);
        }
        counts.add(FrameCount.DATAGRAMS);
        body += Wire.UDP_BYTES;
        bodyBytes -= Wire.UDP_BYTES;
        return FrameStack.DATA;
    }

    private boolean isUdpGood(boolean isIpv4) {
        int stored = NativeMemory.getShort(body + 6) & 0xffff;
        if (stored == 0) {
            return isIpv4; // None, which RFC 768 allows and RFC 8200 does not.
        }
        long pseudo = pseudo(isIpv4);
        // Half done, by a kernel on this machine that thought a device would do the rest.
        return stored == Checksum.fold(pseudo)
                || Checksum.fold(Checksum.add(pseudo, body, bodyBytes)) == 0xffff;
    }

    /** Whether the sum over an ICMPv6 message is good; of all of its body. */
    boolean isIcmpv6Good() {
        return Checksum.fold(Checksum.add(pseudo(false), body, bodyBytes)) == 0xffff;
    }

    private long pseudo(boolean isIpv4) {
        long sum = Checksum.addAddress(0, sourceHigh, sourceLow, isIpv4);
        sum = Checksum.addAddress(sum, targetHigh, targetLow, isIpv4);
        return Checksum.addWord(Checksum.addWord(sum, protocol), bodyBytes);
    }

    /** The Ethernet address that the frame came from. */
    long station() {
        return station;
    }

    /** Whether the frame was for many stations. */
    boolean isGroup() {
        return isGroup;
    }

    /** Of IP, or {@link Wire#TYPE_ARP}. */
    int protocol() {
        return protocol;
    }

    /** Where the header of IP begins. */
    long ip() {
        return ip;
    }

    /** What IP or Ethernet carries; of a datagram its payload. */
    long body() {
        return body;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    int bodyOffset() {
        return (int) (body - frame);
    }

    long sourceHigh() {
        return sourceHigh;
    }

    long sourceLow() {
        return sourceLow;
    }

    long targetHigh() {
        return targetHigh;
    }

    long targetLow() {
        return targetLow;
    }

    int port() {
        return port;
    }

    boolean isMarked() {
        return isMarked;
    }
}
