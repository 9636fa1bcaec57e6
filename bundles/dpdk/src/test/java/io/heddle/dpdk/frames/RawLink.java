package io.heddle.dpdk.frames;

import io.heddle.foreign.linux.Linux;
import io.heddle.net.NetAddress;
import io.heddle.testkit.driver.PacketSocket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/** A stack on an interface, by a raw socket (packet(7)) in place of a device. */
final class RawLink implements FrameLink, AutoCloseable {
    private static final int SOL_PACKET = 263;
    private static final int PACKET_AUXDATA = 8;
    private static final int RECVMSG = 47;
    private static final int CONTROL_BYTES = 64;
    private static final int VLAN_VALID = 1 << 4;
    private static final long SOON_NS = 20_000_000_000L;

    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment in = arena.allocate(1 << 17, 64);
    private final MemorySegment out = arena.allocate(1 << 18, 64);
    private final MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
    private final MemorySegment message = message();
    private final int fd;
    private final Map<Long, Long> held = new HashMap<>();

    final FrameStack stack;
    final Queue<String> received = new ArrayDeque<>();
    final List<String> told = new ArrayList<>();
    NetAddress remote = NetAddress.ipv4(0, 0);
    private long handles;

    RawLink(String nic, FrameConfig config) throws SocketException {
        fd = PacketSocket.on(linux, nic);
        int result = linux.setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, 1);
        if (result < 0) {
            throw new SocketException("no auxiliary data of " + nic + ": error " + -result);
        }
        stack = new FrameStack(config, this, System.nanoTime());
    }

    /** A msghdr with one buffer for the frame, and room for what the kernel took out of it. */
    private MemorySegment message() {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.JAVA_LONG, 0, in.address());
        vector.set(ValueLayout.JAVA_LONG, 8, in.byteSize());
        MemorySegment header = arena.allocate(56, 8);
        header.set(ValueLayout.JAVA_LONG, 16, vector.address());
        header.set(ValueLayout.JAVA_LONG, 24, 1);
        header.set(ValueLayout.JAVA_LONG, 32, control.address());
        return header;
    }

    /** The VLAN tag that the kernel took out of the frame (struct tpacket_auxdata), or -1. */
    private int strippedVlan() {
        boolean isThere = message.get(ValueLayout.JAVA_LONG, 40) >= 36
                && (control.get(ValueLayout.JAVA_INT, 16) & VLAN_VALID) != 0;
        return isThere ? control.get(ValueLayout.JAVA_SHORT, 32) & 0xffff : -1;
    }

    @Override
    public boolean send(long frame, int bytes) {
        return linux.write(fd, frame, bytes) == bytes;
    }

    @Override
    public void resolved(long handle) {
        long packed = held.remove(handle);
        send(out.address() + (packed >>> 32), (int) packed);
    }

    @Override
    public void dropped(long handle) {
        held.remove(handle);
        told.add("dropped");
    }

    @Override
    public void duplicate(NetAddress own, long otherMac) {
        told.add("duplicate " + own.host() + " " + Mac.text(otherMac));
    }

    @Override
    public void pathMtu(NetAddress to, int ipBytes) {
        told.add("mtu " + to.host() + " " + ipBytes);
    }

    /** Sends a datagram, at once or when the neighbour has answered. */
    void send(NetAddress to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        long slot = handles % 64 * 4_096;
        long payload = slot + 128;
        MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, payload, bytes.length);
        int header =
                stack.write(out.address() + payload, bytes.length, to.high(), to.low(), to.port());
        long frame = payload - Math.abs(header);
        int length = Math.abs(header) + bytes.length;
        if (header > 0) {
            send(out.address() + frame, length);
        } else if (header < 0) {
            held.put(handles, frame << 32 | length);
            stack.hold(handles, out.address() + frame);
        } else {
            told.add("unreachable");
        }
        handles++;
    }

    /** Reads and answers until something is so. */
    void until(BooleanSupplier isSo, String what) {
        long deadline = System.nanoTime() + SOON_NS;
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it never happened: " + what + "; " + told);
            }
            poll();
        }
    }

    void poll() {
        stack.turn(System.nanoTime());
        message.set(ValueLayout.JAVA_LONG, 40, CONTROL_BYTES);
        long bytes = linux.syscall(RECVMSG, fd, message.address(), 0, 0, 0, 0);
        if (bytes < 0) {
            Thread.onSpinWait();
        } else if (read((int) bytes) == FrameStack.DATA) {
            byte[] payload = in.asSlice(stack.payloadOffset(), stack.payloadBytes())
                    .toArray(ValueLayout.JAVA_BYTE);
            received.add(new String(payload, StandardCharsets.US_ASCII));
            remote = new NetAddress(stack.remoteHigh(), stack.remoteLow(), stack.remotePort());
        }
    }

    private int read(int bytes) {
        return stack.read(in.address(), bytes, strippedVlan(), 0);
    }

    @Override
    public void close() {
        stack.close();
        linux.close(fd);
        linux.close();
        arena.close();
    }
}
