package io.heddle.drivers.udp.netty;

import io.heddle.net.Datagram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/**
 * The port's memory, shown to Netty as buffers that it cannot free: one half receives, the other is
 * cut into pieces to send. So Netty's pools, which belong to threads, never hold memory of a port.
 */
final class Slab {
    /** A slot for the largest datagram that the kernel joins (65,507 bytes). */
    static final int SLOT_BYTES = 1 << 16;

    /** Datagrams of one recvmmsg. */
    static final int SLOTS = 8;

    private static final int HALF_BYTES = SLOTS * SLOT_BYTES;

    /** Datagrams that Netty may hold until they are sent. */
    private static final int PACKETS = 256;

    /** A datagram starts at its own cache line. */
    private static final int ALIGN_BYTES = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment rx = arena.allocate(HALF_BYTES, 4096);
    private final MemorySegment tx = arena.allocate(HALF_BYTES, 4096);
    private final ByteBuf txBuffer = buffer(tx);
    private final ByteBuf[] rxBuffers = new ByteBuf[SLOTS];
    private final @Nullable DatagramPacket[] packets = new DatagramPacket[PACKETS];
    private final int[] segmentBytes = new int[PACKETS];
    private int txUsed;
    private int txPackets;

    Slab() {
        ByteBuf all = buffer(rx);
        for (int index = 0; index < SLOTS; index++) {
            rxBuffers[index] = all.slice(0, (index + 1) * SLOT_BYTES);
        }
    }

    private static ByteBuf buffer(MemorySegment memory) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory.asByteBuffer()));
    }

    /** An empty buffer of some slots; the same memory, and the same buffers, in every call. */
    ByteBuf receive(int slots) {
        return rxBuffers[slots - 1].setIndex(0, 0);
    }

    /** Where {@code content} lies in the receiving half. */
    long position(ByteBuf content) {
        long address = content.hasMemoryAddress()
                ? content.memoryAddress() + content.readerIndex()
                : MemorySegment.ofBuffer(content.nioBuffer()).address();
        return address - rx.address();
    }

    /** Copies received bytes out. */
    void copyOut(long position, MemorySegment to, long offset, int bytes) {
        MemorySegment.copy(rx, position, to, offset, bytes);
    }

    /**
     * Copies a datagram in and gives it as a packet, or null if the sending half is full. The packet
     * in one place of the half is the same one again where it goes to the same peer.
     */
    @Nullable
    DatagramPacket copy(Datagram datagram, InetSocketAddress remote) {
        int bytes = datagram.lengthBytes();
        int start = txUsed + ALIGN_BYTES - 1 & -ALIGN_BYTES;
        if (bytes > HALF_BYTES - start || txPackets == PACKETS) {
            return null;
        }
        MemorySegment.copy(datagram.memory(), datagram.offset(), tx, start, bytes);
        txUsed = start + bytes;
        int segment = datagram.segmentBytes();
        DatagramPacket packet = packets[txPackets];
        if (packet == null
                || packet.recipient() != remote
                || segmentBytes[txPackets] != (segment < bytes ? segment : 0)) {
            packet = packet(segment < bytes ? segment : 0, remote);
        }
        packet.content().setIndex(start, txUsed);
        txPackets++;
        return packet;
    }

    private DatagramPacket packet(int segment, InetSocketAddress remote) {
        ByteBuf content = txBuffer.duplicate();
        DatagramPacket packet = segment > 0
                ? new SegmentedDatagramPacket(content, segment, remote)
                : new DatagramPacket(content, remote);
        packets[txPackets] = packet;
        segmentBytes[txPackets] = segment;
        return packet;
    }

    /** Netty holds nothing of the sending half any more. */
    void reset() {
        txUsed = 0;
        txPackets = 0;
    }

    void close() {
        arena.close();
    }
}
