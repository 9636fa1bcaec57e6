package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Wire.put16;
import static io.heddle.dpdk.frames.Wire.put32;
import static io.heddle.dpdk.frames.Wire.put64;

import io.heddle.foreign.NativeMemory;
import io.heddle.net.NetAddress;

/** The sending half: headers before a payload, copied from a template of the destination. */
final class FrameWriter {
    private static final int TTL = 64;
    private static final int DONT_FRAGMENT = 0x4000;

    /** ECT(0) of RFC 3168, in the byte of the traffic class. */
    private static final int ECN_CAPABLE = 2;

    private final FrameConfig config;
    private final Routes routes;
    private final Neighbours neighbours;
    private final Destinations destinations;
    private final FrameCounts counts;
    private final int ethernetBytes;
    private final int ipv4HeaderBytes;
    private final int ipv6HeaderBytes;
    private final long sourcePort;
    private int pendingRow;

    FrameWriter(
            FrameConfig config,
            Routes routes,
            Neighbours neighbours,
            Destinations destinations,
            FrameCounts counts) {
        this.config = config;
        this.routes = routes;
        this.neighbours = neighbours;
        this.destinations = destinations;
        this.counts = counts;
        ethernetBytes = Wire.ETHERNET_BYTES + (config.layer3().vlan() == 0 ? 0 : Wire.VLAN_BYTES);
        ipv4HeaderBytes = ethernetBytes + Wire.IPV4_BYTES + Wire.UDP_BYTES;
        ipv6HeaderBytes = ethernetBytes + Wire.IPV6_BYTES + Wire.UDP_BYTES;
        sourcePort = swapped(config.udpPort());
    }

    private static long swapped(int word) {
        return Short.reverseBytes((short) word) & 0xffff;
    }

    int write(long payload, int payloadBytes, long high, long low, int port, long nowNs) {
        int slot = destinations.find(high, low);
        boolean isReady = slot != Destinations.NONE
                && destinations.generation(slot) == neighbours.generation(destinations.row(slot));
        if (isReady) {
            neighbours.use(destinations.row(slot));
        } else {
            slot = lead(slot, high, low, nowNs);
            if (slot == Destinations.NONE) {
                counts.add(FrameCount.UNREACHABLE);
                return FrameStack.UNREACHABLE;
            }
            isReady = destinations.generation(slot) != Destinations.NONE;
        }
        boolean isIpv4 = Wire.isIpv4(high, low);
        if (isIpv4) {
            writeIpv4(slot, payload, payloadBytes, port);
        } else {
            writeIpv6(slot, payload, payloadBytes, port);
        }
        int bytes = isIpv4 ? ipv4HeaderBytes : ipv6HeaderBytes;
        return isReady ? bytes : -bytes;
    }

    /** The row that the last {@link #write} waits for. */
    int pendingRow() {
        return pendingRow;
    }

    private void writeIpv4(int slot, long payload, int payloadBytes, int port) {
        long from = destinations.templateEnd(slot);
        NativeMemory.putLong(payload - 48, NativeMemory.getLong(from - 48));
        NativeMemory.putLong(payload - 40, NativeMemory.getLong(from - 40));
        NativeMemory.putLong(payload - 32, NativeMemory.getLong(from - 32));
        NativeMemory.putLong(payload - 24, NativeMemory.getLong(from - 24));
        NativeMemory.putLong(payload - 16, NativeMemory.getLong(from - 16));
        int udpBytes = payloadBytes + Wire.UDP_BYTES;
        long ipLength = swapped(udpBytes + Wire.IPV4_BYTES);
        NativeMemory.putShort(payload - 26, (short) ipLength);
        int header = ~Checksum.fold(destinations.headerSum(slot) + ipLength);
        NativeMemory.putShort(payload - 18, (short) header);
        long udpLength = swapped(udpBytes);
        int checksum = 0; // None, which RFC 768 allows: what is carried has its own.
        if (config.checksumOffload()) {
            checksum = Checksum.fold(destinations.pseudoSum(slot) + udpLength);
        }
        writeUdp(payload, port, udpLength, checksum);
    }

    private void writeIpv6(int slot, long payload, int payloadBytes, int port) {
        long from = destinations.templateEnd(slot);
        for (int back = Destinations.TEMPLATE_BYTES; back > Wire.UDP_BYTES; back -= 8) {
            NativeMemory.putLong(payload - back, NativeMemory.getLong(from - back));
        }
        long udpLength = swapped(payloadBytes + Wire.UDP_BYTES);
        NativeMemory.putShort(payload - 44, (short) udpLength);
        long sum = destinations.pseudoSum(slot) + udpLength;
        int checksum = Checksum.fold(sum);
        if (!config.checksumOffload()) {
            long header = sum + sourcePort + swapped(port) + udpLength;
            checksum = ~Checksum.fold(Checksum.add(header, payload, payloadBytes)) & 0xffff;
            checksum = checksum == 0 ? 0xffff : checksum; // 0 would say that there is none.
        }
        writeUdp(payload, port, udpLength, checksum);
    }

    private void writeUdp(long payload, int port, long udpLength, int checksum) {
        NativeMemory.putLong(
                payload - 8,
                sourcePort | swapped(port) << 16 | udpLength << 32 | (long) checksum << 48);
    }

    /** A slot with a template, and {@link Destinations#NONE} as generation while one must wait. */
    private int lead(int known, long high, long low, long nowNs) {
        if (!routes.lead(high, low)) {
            return Destinations.NONE;
        }
        long nextHigh = routes.nextHigh();
        long nextLow = routes.nextLow();
        int row = neighbours.resolve(nextHigh, nextLow, nowNs);
        boolean isUsable = neighbours.isUsable(row);
        if (!isUsable && !neighbours.isIncomplete(row)) {
            return Destinations.NONE;
        }
        int slot = known == Destinations.NONE ? destinations.enter(high, low) : known;
        destinations.lead(slot, row, isUsable ? neighbours.generation(row) : Destinations.NONE);
        template(slot, neighbours.mac(row), routes.source(nextHigh, nextLow), high, low);
        pendingRow = row;
        return slot;
    }

    private void template(int slot, long mac, NetAddress source, long high, long low) {
        boolean isIpv4 = Wire.isIpv4(high, low);
        long ip = destinations.templateEnd(slot)
                - Wire.UDP_BYTES
                - (isIpv4 ? Wire.IPV4_BYTES : Wire.IPV6_BYTES);
        ethernet(ip - ethernetBytes, mac, isIpv4 ? Wire.TYPE_IPV4 : Wire.TYPE_IPV6);
        if (isIpv4) {
            put32(ip, 0x4500_0000 | ECN_CAPABLE << 16);
            put32(ip + 4, DONT_FRAGMENT);
            put32(ip + 8, TTL << 24 | Wire.UDP << 16);
            put32(ip + 12, (int) source.low());
            put32(ip + 16, (int) low);
        } else {
            put32(ip, 6 << 28 | ECN_CAPABLE << 20);
            put32(ip + 4, Wire.UDP << 8 | TTL);
            put64(ip + 8, source.high());
            put64(ip + 16, source.low());
            put64(ip + 24, high);
            put64(ip + 32, low);
        }
        long pseudo = Checksum.addAddress(0, source.high(), source.low(), isIpv4);
        pseudo = Checksum.addAddress(pseudo, high, low, isIpv4);
        destinations.sums(
                slot,
                isIpv4 ? Checksum.add(0, ip, Wire.IPV4_BYTES) : 0,
                Checksum.addWord(pseudo, Wire.UDP));
    }

    private void ethernet(long frame, long mac, int type) {
        Mac.write(frame, mac);
        Mac.write(frame + 6, config.mac());
        int vlan = config.layer3().vlan();
        if (vlan == 0) {
            put16(frame + 12, type);
        } else {
            put16(frame + 12, Wire.TYPE_VLAN);
            put16(frame + 14, vlan);
            put16(frame + 16, type);
        }
    }

    int ethernetBytes() {
        return ethernetBytes;
    }
}
