package io.heddle.drivers.udp.netty;

import io.heddle.net.Datagram;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.PortTally;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.UncheckedBooleanSupplier;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/**
 * Takes what Netty reads into the core's datagrams. It also tells Netty how much to read, never more
 * than the burst has room for, because nothing may stay behind in a queue while the loop sleeps.
 */
final class Intake extends ChannelInboundHandlerAdapter {
    private static final Datagram[] NO_BURST = {};

    private final Slab slab;
    private final PortTally tally;
    private final PortEvents events;
    private final Reading reading = new Reading();
    private Datagram[] burst = NO_BURST;
    private int next;
    private int end;
    private int first;
    private boolean joined;
    private long joinPosition = -1;
    private int joinSegment;
    private @Nullable InetSocketAddress joinSender;

    Intake(Slab slab, PortTally tally, PortEvents events) {
        this.slab = slab;
        this.tally = tally;
        this.events = events;
    }

    /** Whether the kernel joins datagrams, so that Netty reads one buffer in a system call. */
    void joined(boolean on) {
        joined = on;
    }

    void begin(Datagram[] into, int from, int count) {
        burst = into;
        first = from;
        next = from;
        end = from + count;
        joinPosition = -1;
    }

    int end() {
        int filled = next - first;
        for (int index = first; index < next; index++) {
            tally.received(burst[index].lengthBytes(), burst[index].segmentBytes());
        }
        burst = NO_BURST;
        end = 0;
        next = 0;
        return filled;
    }

    RecvByteBufAllocator.Handle handle() {
        return reading;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof DatagramPacket packet)) {
            throw new IllegalStateException("Netty gave " + message.getClass());
        }
        ByteBuf content = packet.content();
        int bytes = content.readableBytes();
        long position = slab.position(content);
        if (joins(position, bytes, packet.sender())) {
            return;
        }
        joinPosition = -1;
        if (next == end || bytes > burst[next].capacityBytes()) {
            tally.dropped(1);
            return;
        }
        Datagram datagram = burst[next++];
        slab.copyOut(position, datagram.memory(), datagram.offset(), bytes);
        datagram.set(bytes, 0);
        datagram.marked(false); // Netty reads no control message that tells the codepoint.
        Addresses.remote(datagram, packet.sender());
        joinPosition = position + bytes;
        joinSegment = bytes;
        joinSender = packet.sender();
    }

    /**
     * Netty splits what the kernel joined into one packet per segment. They lie in a row in one slot,
     * which a datagram never fills, so a packet that starts where the last ended is its next segment.
     */
    private boolean joins(long position, int bytes, InetSocketAddress sender) {
        if (position != joinPosition || sender != joinSender || bytes > joinSegment) {
            return false;
        }
        Datagram datagram = burst[next - 1];
        int length = datagram.lengthBytes();
        if (length % joinSegment != 0 || length + bytes > datagram.capacityBytes()) {
            tally.dropped(1);
            joinPosition += bytes;
            return true;
        }
        slab.copyOut(position, datagram.memory(), datagram.offset() + length, bytes);
        datagram.set(length + bytes, joinSegment);
        joinPosition += bytes;
        return true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A failed send loses a datagram, as any network may; only a dead socket matters.
        tally.unsendable(1, 0);
        if (!context.channel().isOpen()) {
            events.lost("The channel is closed: " + cause.getMessage());
        }
    }

    /** Sizes each read of Netty by the room that is left in the burst. */
    private final class Reading implements RecvByteBufAllocator.ExtendedHandle {
        private int lastBytes;
        private int attemptedBytes;

        @Override
        public ByteBuf allocate(ByteBufAllocator unused) {
            return slab.receive(joined ? 1 : Math.max(1, Math.min(Slab.SLOTS, end - next)));
        }

        @Override
        public int guess() {
            return Slab.SLOT_BYTES;
        }

        @Override
        public void reset(ChannelConfig config) {
            lastBytes = 0;
            attemptedBytes = 0;
        }

        @Override
        public void incMessagesRead(int messages) {}

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        /** A recvmmsg that was not full has emptied the socket; another would only cost a call. */
        @Override
        public boolean continueReading() {
            return next < end && lastBytes > 0 && (joined || lastBytes == attemptedBytes);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier unused) {
            return continueReading();
        }

        @Override
        public void readComplete() {}
    }
}
