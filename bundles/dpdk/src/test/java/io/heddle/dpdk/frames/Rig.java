package io.heddle.dpdk.frames;

import io.heddle.net.NetAddress;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A stack on a link that only writes down: frames are hexadecimal words, time stands still. */
final class Rig implements FrameLink, AutoCloseable {
    static final long MS = 1_000_000;
    static final long MAC = Mac.parse("02:00:00:00:00:0b");
    static final long PEER_MAC = Mac.parse("02:00:00:00:00:0a");
    static final long OTHER_MAC = Mac.parse("02:00:00:00:00:0c");
    static final NetAddress OWN = NetAddress.parse("198.18.7.2");
    static final NetAddress OWN6 = NetAddress.parse("fd00:7::2");
    static final NetAddress PEER = NetAddress.parse("198.18.7.1");
    static final NetAddress PEER6 = NetAddress.parse("fd00:7::1");
    static final int PORT = 4_791;
    static final int PEER_PORT = 7_001;

    static final Layer3 BOTH = new Layer3(
            List.of(Subnet.parse("198.18.7.2/24"), Subnet.parse("fd00:7::2/64")), List.of(), 0);

    private static final HexFormat HEX = HexFormat.of();
    private static final int MEMORY = 1 << 17;

    final FrameStack stack;
    final List<String> sent = new ArrayList<>();
    final List<Long> resolved = new ArrayList<>();
    final List<Long> dropped = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    boolean isFull;
    private boolean isClosed;
    long nowNs = -5_000_000_000L; // Clocks may begin anywhere.

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(MEMORY, 64);
    private final long payload = memory.address() + 4_096;

    Rig(Layer3 layer3) {
        this(new FrameConfig(layer3, MAC, PORT, 1_500, false));
    }

    Rig(FrameConfig config) {
        stack = new FrameStack(config, this, nowNs);
    }

    @Override
    public boolean send(long frame, int bytes) {
        if (!isFull) {
            sent.add(hex(frame, bytes));
        }
        return !isFull;
    }

    @Override
    public void resolved(long handle) {
        resolved.add(handle);
    }

    @Override
    public void dropped(long handle) {
        dropped.add(handle);
    }

    @Override
    public void duplicate(NetAddress own, long otherMac) {
        told.add("duplicate " + own.host() + " " + Mac.text(otherMac));
    }

    @Override
    public void pathMtu(NetAddress remote, int ipBytes) {
        told.add("mtu " + remote.host() + " " + ipBytes);
    }

    static String hex(long address, int bytes) {
        byte[] copy =
                MemorySegment.ofAddress(address).reinterpret(bytes).toArray(ValueLayout.JAVA_BYTE);
        return HEX.formatHex(copy);
    }

    /** What is sent since it was asked last. */
    List<String> takeSent() {
        List<String> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    void after(long ns) {
        nowNs += ns;
        stack.turn(nowNs);
    }

    /** Passes time in small steps, as a loop does. */
    void run(long ns) {
        long end = nowNs + ns;
        while (nowNs < end) {
            after(10 * MS);
        }
    }

    /** The frame of a datagram to there, or its state in words. */
    String write(NetAddress to, int port, String text) {
        int bytes = writeTo(to, port, text);
        if (bytes == FrameStack.UNREACHABLE) {
            return "unreachable";
        }
        return bytes < 0 ? "pending" : hex(payload - bytes, bytes + text.length());
    }

    int writeTo(NetAddress to, int port, String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        MemorySegment.copy(
                bytes, 0, memory, ValueLayout.JAVA_BYTE, payload - memory.address(), bytes.length);
        return stack.write(payload, bytes.length, to.high(), to.low(), port);
    }

    /** Writes and holds under a handle; the address of the frame. */
    long hold(NetAddress to, long handle) {
        int bytes = writeTo(to, PEER_PORT, "warp");
        if (bytes >= 0) {
            throw new AssertionError("is not pending: " + bytes);
        }
        stack.hold(handle, payload + bytes);
        return payload + bytes;
    }

    int read(String frame) {
        return read(frame, -1, 0);
    }

    /** Reads a frame whose blanks and line ends do not count. */
    int read(String frame, int vlan, int checks) {
        byte[] bytes = bytes(frame);
        memory.fill((byte) 0xee);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 64, bytes.length);
        return stack.read(memory.address() + 64, bytes.length, vlan, checks);
    }

    static byte[] bytes(String frame) {
        return HEX.parseHex(frame.replaceAll("\\s", ""));
    }

    /** The payload that the last frame had. */
    String payload() {
        byte[] bytes = memory.asSlice(64 + stack.payloadOffset(), stack.payloadBytes())
                .toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
    }

    NetAddress remote() {
        return new NetAddress(stack.remoteHigh(), stack.remoteLow(), stack.remotePort());
    }

    long count(FrameCount what) {
        return stack.counts().get(what);
    }

    /** Lets the peer answer an ARP request. */
    void answerArp(long mac, NetAddress sender) {
        read(Frames.arpReply(mac, sender, MAC, OWN));
    }

    void closeStack() {
        if (!isClosed) {
            isClosed = true;
            stack.close();
        }
    }

    @Override
    public void close() {
        closeStack();
        arena.close();
    }
}
