package io.heddle.dpdk.frames;

import io.heddle.net.NetAddress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Frames of peers, put together without the code that is tested: sums are made byte by byte. All as
 * hexadecimal words.
 */
final class Frames {
    /** Sent by Linux 6.18 from 198.18.7.2:4791 with DF and ECT(0), caught on a veth. */
    static final String LINUX_UDP4 = """
            0200 0000 000a 0200 0000 000b 0800 4502 0029 0000 4000 4011 a09a c612 0702 c612
            0701 12b7 1b59 0015 c516 7761 7270 2061 6e64 2077 6566 74""";

    /** The same by IPv6; its flow label is 0x3c40f. */
    static final String LINUX_UDP6 = """
            0200 0000 000a 0200 0000 000b 86dd 6023 c40f 0015 1140 fd00 0007 0000 0000 0000
            0000 0000 0002 fd00 0007 0000 0000 0000 0000 0000 0001 12b7 1b59 0015 652c 7761
            7270 2061 6e64 2077 6566 74""";

    /** Linux asks who has 198.18.7.9. */
    static final String LINUX_ARP = """
            ffff ffff ffff 0200 0000 000b 0806 0001 0800 0604 0001 0200 0000 000b c612 0702
            0000 0000 0000 c612 0709""";

    /** Linux asks who has fd00:7::9. */
    static final String LINUX_SOLICITATION = """
            3333 ff00 0009 0200 0000 000b 86dd 6000 0000 0020 3aff fd00 0007 0000 0000 0000
            0000 0000 0002 ff02 0000 0000 0000 0000 0001 ff00 0009 8700 7d70 0000 0000 fd00
            0007 0000 0000 0000 0000 0000 0009 0101 0200 0000 000b""";

    /** `ping 198.18.7.1`. */
    static final String LINUX_PING4 = """
            0200 0000 000a 0200 0000 000b 0800 4500 0054 043f 4000 4001 9c42 c612 0702 c612
            0701 0800 ac7f 05e4 0001 9f07 0b6b 0000 0000 d355 0900 0000 0000 1011 1213 1415
            1617 1819 1a1b 1c1d 1e1f 2021 2223 2425 2627 2829 2a2b 2c2d 2e2f 3031 3233 3435
            3637""";

    /** `ping fd00:7::1`. */
    static final String LINUX_PING6 = """
            0200 0000 000a 0200 0000 000b 86dd 6006 6f92 0040 3a40 fd00 0007 0000 0000 0000
            0000 0000 0002 fd00 0007 0000 0000 0000 0000 0000 0001 8000 9dd6 05e5 0001 a007
            0b6b 0000 0000 6e70 0900 0000 0000 1011 1213 1415 1617 1819 1a1b 1c1d 1e1f 2021
            2223 2425 2627 2829 2a2b 2c2d 2e2f 3031 3233 3435 3637""";

    private static final HexFormat HEX = HexFormat.of();

    private Frames() {}

    static String plain(String frame) {
        return frame.replaceAll("\\s", "");
    }

    static String mac(long mac) {
        return Mac.text(mac).replace(":", "");
    }

    /** 4 or 16 bytes. */
    static String ip(NetAddress address) {
        byte[] all = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        return HEX.formatHex(all, address.isIpv4() ? 12 : 0, 16);
    }

    static String u16(int value) {
        return "%04x".formatted(value & 0xffff);
    }

    static String u32(long value) {
        return "%08x".formatted(value & 0xffff_ffffL);
    }

    static String arp(
            long to,
            int operation,
            long mac,
            NetAddress sender,
            long targetMac,
            NetAddress target) {
        return mac(to) + mac(mac) + "0806" + "000108000604" + u16(operation) + mac(mac) + ip(sender)
                + mac(targetMac) + ip(target);
    }

    static String arpRequest(long mac, NetAddress sender, NetAddress target) {
        return arp(Mac.BROADCAST, 1, mac, sender, 0, target);
    }

    static String arpReply(long mac, NetAddress sender, long targetMac, NetAddress target) {
        return arp(targetMac, 2, mac, sender, targetMac, target);
    }

    /** The checksum of bytes of even length, as it is written: the complement of their sum. */
    static int checksum(String hex) {
        ByteBuffer bytes = ByteBuffer.wrap(HEX.parseHex(hex)).order(ByteOrder.BIG_ENDIAN);
        int sum = 0;
        while (bytes.hasRemaining()) {
            sum += bytes.getShort() & 0xffff;
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    private static String even(String hex) {
        return hex.length() % 4 == 0 ? hex : hex + "00";
    }

    /** A packet of IPv4 with a good checksum; {@code flags} with the fragment offset. */
    static String ipv4(
            NetAddress from, NetAddress to, int protocol, int flags, int ecn, String body) {
        String start = "45" + "%02x".formatted(ecn) + u16(20 + body.length() / 2) + "0000"
                + u16(flags) + "40" + "%02x".formatted(protocol);
        String end = ip(from) + ip(to);
        return start + u16(checksum(start + end)) + end + body;
    }

    static String ipv6(NetAddress from, NetAddress to, int next, int hops, int ecn, String body) {
        return "6" + "%02x".formatted(ecn) + "00000" + u16(body.length() / 2)
                + "%02x%02x".formatted(next, hops) + ip(from) + ip(to) + body;
    }

    private static String pseudo(NetAddress from, NetAddress to, int protocol, String body) {
        return ip(from) + ip(to) + u32(body.length() / 2) + u32(protocol);
    }

    /** UDP with a good checksum. */
    static String udp(NetAddress from, NetAddress to, String text) {
        String payload = HEX.formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String start = u16(from.port()) + u16(to.port()) + u16(8 + payload.length() / 2);
        int sum = checksum(even(pseudo(from, to, 17, start + "0000" + payload) + start + payload));
        return start + u16(sum == 0 ? 0xffff : sum) + payload;
    }

    /** ICMPv6 with a good checksum; the message has zeros where it stands. */
    static String icmpv6(NetAddress from, NetAddress to, String message) {
        int sum = checksum(even(pseudo(from, to, 58, message) + message));
        return message.substring(0, 4) + u16(sum) + message.substring(8);
    }

    static String icmp(String message) {
        int sum = checksum(even(message));
        return message.substring(0, 4) + u16(sum) + message.substring(8);
    }

    static String frame(long to, long from, int type, String body) {
        return mac(to) + mac(from) + u16(type) + body;
    }

    static String tagged(long to, long from, int vlan, int type, String body) {
        return mac(to) + mac(from) + "8100" + u16(vlan) + u16(type) + body;
    }

    /** A datagram of the peer to the rig, of either family. */
    static String datagram(NetAddress from, NetAddress to, int ecn, String text) {
        return from.isIpv4()
                ? frame(
                        Rig.MAC,
                        Rig.PEER_MAC,
                        0x0800,
                        ipv4(from, to, 17, 0x4000, ecn, udp(from, to, text)))
                : frame(
                        Rig.MAC,
                        Rig.PEER_MAC,
                        0x86dd,
                        ipv6(from, to, 17, 64, ecn, udp(from, to, text)));
    }

    /** A neighbour solicitation or advertisement with the option of an address. */
    static String discovery(
            long toMac,
            long mac,
            NetAddress from,
            NetAddress to,
            int type,
            long flags,
            NetAddress target,
            String options) {
        String message = "%02x".formatted(type) + "000000" + u32(flags) + ip(target) + options;
        return frame(toMac, mac, 0x86dd, ipv6(from, to, 58, 255, 0, icmpv6(from, to, message)));
    }

    static String option(int type, long mac) {
        return "%02x01".formatted(type) + mac(mac);
    }

    static NetAddress at(NetAddress address, int port) {
        return new NetAddress(address.high(), address.low(), port);
    }
}
