package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Wire.put16;
import static io.heddle.dpdk.frames.Wire.put32;
import static io.heddle.dpdk.frames.Wire.put64;

import io.heddle.foreign.NativeMemory;

import java.lang.foreign.Arena;

/** A frame of the stack's own: ARP, neighbour discovery, ICMP. One at a time, in memory of its own. */
final class ControlFrame {
    private static final int LEAST_BYTES = 60;
    private static final int TTL = 64;

    private final FrameConfig config;
    private final FrameLink link;
    private final long frame;
    private long ip;

    ControlFrame(FrameConfig config, FrameLink link, Arena arena) {
        this.config = config;
        this.link = link;
        int most = Wire.ETHERNET_BYTES + Wire.VLAN_BYTES + config.mtuBytes();
        frame = arena.allocate(most + 8L, 64).address();
    }

    /** Begins a frame; what it carries starts at the address returned. */
    long begin(long mac, int type) {
        NativeMemory.zero(frame, LEAST_BYTES);
        Mac.write(frame, mac);
        Mac.write(frame + 6, config.mac());
        ip = frame + Wire.ETHERNET_BYTES;
        int vlan = config.layer3().vlan();
        if (vlan != 0) {
            put16(frame + 12, Wire.TYPE_VLAN);
            put16(frame + 14, vlan);
            ip += Wire.VLAN_BYTES;
        }
        put16(ip - 2, type);
        return ip;
    }

    /** Begins a frame with a packet of IPv4 of {@code bytes}; the address of what it carries. */
    long beginIpv4(long mac, int bytes, int protocol, long source, long target) {
        long at = begin(mac, Wire.TYPE_IPV4);
        put32(at, 0x4500_0000 | Wire.IPV4_BYTES + bytes);
        put32(at + 4, 0x4000);
        put32(at + 8, TTL << 24 | protocol << 16);
        put32(at + 12, (int) source);
        put32(at + 16, (int) target);
        int checksum = ~Checksum.fold(Checksum.add(0, at, Wire.IPV4_BYTES));
        NativeMemory.putShort(at + 10, (short) checksum);
        return at + Wire.IPV4_BYTES;
    }

    /** The same for ICMPv6. The addresses are put by the caller, see {@link #source}. */
    long beginIcmpv6(long mac, int bytes, int hopLimit) {
        long at = begin(mac, Wire.TYPE_IPV6);
        put32(at, 6 << 28);
        put32(at + 4, bytes << 16 | Wire.ICMPV6 << 8 | hopLimit);
        return at + Wire.IPV6_BYTES;
    }

    void source(long high, long low) {
        put64(ip + 8, high);
        put64(ip + 16, low);
    }

    void target(long high, long low) {
        put64(ip + 24, high);
        put64(ip + 32, low);
    }

    /** Fills in the checksum of a complete ICMPv6 message. */
    void checkIcmpv6(long message, int bytes) {
        NativeMemory.putShort(message + 2, (short) 0);
        long sum = Checksum.add(0, ip + 8, 32);
        sum = Checksum.addWord(Checksum.addWord(sum, Wire.ICMPV6), bytes);
        int checksum = ~Checksum.fold(Checksum.add(sum, message, bytes));
        NativeMemory.putShort(message + 2, (short) checksum);
    }

    /** Sends what ends there, as long as Ethernet demands. */
    boolean send(long end) {
        return link.send(frame, Math.max(LEAST_BYTES, (int) (end - frame)));
    }
}
