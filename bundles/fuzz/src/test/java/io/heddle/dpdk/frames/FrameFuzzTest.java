package io.heddle.dpdk.frames;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.fuzz.Input;
import io.heddle.net.NetAddress;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A stack takes frames of strangers, sends, waits and is asked again: nothing is thrown, nothing read
 * beyond a frame, every held frame given back once, nothing longer sent than the link carries. That
 * nothing is read beyond shows in a twin, whose memory beyond each frame has other bytes: both do the
 * same. What the stack takes would get to it also where several share a device.
 *
 * <p>An input: rows of u8 what. 0 is a frame as it is (u16 length, bytes); 1 to 3 are ARP, IPv4 and
 * IPv6 for the stack (u8 who, u16 length, bytes), with lengths and checksums put right; 4 sends to a
 * neighbour (u8 which); 5 passes time (u16 ms).
 */
class FrameFuzzTest {
    private static final int MOST_ROWS = 40;
    private static final int MOST_HELD = 256;
    private static final int MTU = 1_500;
    private static final int FRAME_ROOM = 4_096;
    private static final int HEADER = 14;
    private static final int UDP_PORT = 7;
    private static final long MAC = Mac.parse("02:00:00:00:00:01");
    private static final Layer3 LAYER3 = new Layer3(
            List.of(Subnet.parse("198.18.0.1/24"), Subnet.parse("fd00::1/64")),
            List.of(new Route(NetAddress.parse("0.0.0.0"), 0, NetAddress.parse("198.18.0.9"))),
            0);
    private static final NetAddress[] REMOTES = {
        NetAddress.parse("198.18.0.2"),
        NetAddress.parse("fd00::2"),
        NetAddress.parse("10.0.0.1"),
        NetAddress.parse("198.18.0.3"),
        NetAddress.parse("fd00::3"),
        NetAddress.parse("fe80::2")
    };

    private static final MemorySegment ROOM = Arena.global().allocate(2 * FRAME_ROOM, 64);
    private static final MemorySegment HELD = Arena.global().allocate(2L * MOST_HELD * 128, 64);

    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void shouldReadNothingBeyondAndLoseNothing(byte[] data) {
        try (var stack = new Twin(0, 0xa5);
                var twin = new Twin(1, 0x5a)) {
            Input input = new Input(data);
            for (int row = 0; row < MOST_ROWS && !input.isEmpty(); row++) {
                int what = input.u8() % 6;
                if (what == 4) {
                    NetAddress to = REMOTES[input.u8() % REMOTES.length];
                    stack.write(to);
                    twin.write(to);
                } else if (what == 5) {
                    long ns = input.u16() * 1_000_000L;
                    stack.pass(ns);
                    twin.pass(ns);
                } else {
                    int who = what == 0 ? 0 : input.u8();
                    byte[] bytes = input.bytes(Math.min(input.u16(), 2_000));
                    byte[] frame = what == 0 ? bytes : frame(what, who, bytes);
                    stack.read(frame);
                    twin.read(frame);
                }
                if (stack.hash != twin.hash) {
                    throw new AssertionError("bytes beyond a frame matter");
                }
            }
        }
    }

    /** Puts what would stop at the first look right: stations, addresses, lengths, checksums. */
    private static byte[] frame(int what, int who, byte[] body) {
        byte[] frame = new byte[HEADER + Math.max(body.length, 40)];
        MemorySegment at = ROOM.asSlice(0, frame.length).fill((byte) 0);
        MemorySegment.copy(body, 0, at, ValueLayout.JAVA_BYTE, HEADER, body.length);
        long start = at.address();
        Mac.write(start, (who & 1) == 0 ? MAC : Mac.BROADCAST);
        Mac.write(start + 6, Mac.parse("02:00:00:00:00:0" + (2 + (who >> 1 & 3))));
        long ip = start + HEADER;
        int bytes = frame.length - HEADER;
        NetAddress remote = REMOTES[(who >> 4) % REMOTES.length];
        switch (what) {
            case 1 -> {
                Wire.put16(ip - 2, Wire.TYPE_ARP);
                Wire.put64(ip, 0x0001_0800_0604_0000L | Wire.u16(ip + 6));
            }
            case 2 -> ipv4(ip, bytes, who, remote);
            default -> ipv6(ip, bytes, who, remote);
        }
        MemorySegment.copy(at, ValueLayout.JAVA_BYTE, 0, frame, 0, frame.length);
        return frame;
    }

    private static void ipv4(long ip, int bytes, int who, NetAddress remote) {
        Wire.put16(ip - 2, Wire.TYPE_IPV4);
        Wire.put8(ip, 0x45);
        Wire.put16(ip + 2, bytes);
        Wire.put16(ip + 6, 0);
        if ((who & 8) == 0) {
            Wire.put32(ip + 12, (int) remote.low());
        }
        Wire.put32(ip + 16, (int) LAYER3.subnets().getFirst().address().low());
        Wire.put16(ip + 10, 0);
        Wire.put16(ip + 10, swap(~Checksum.fold(Checksum.add(0, ip, 20))));
        if (Wire.u8(ip + 9) == Wire.ICMP) {
            Wire.put16(ip + 22, 0);
            Wire.put16(ip + 22, swap(~Checksum.fold(Checksum.add(0, ip + 20, bytes - 20))));
        }
    }

    private static void ipv6(long ip, int bytes, int who, NetAddress remote) {
        Wire.put16(ip - 2, Wire.TYPE_IPV6);
        Wire.put8(ip, 0x60);
        Wire.put16(ip + 4, bytes - 40);
        if ((who & 8) == 0) {
            Wire.put64(ip + 8, remote.high());
            Wire.put64(ip + 16, remote.low());
        }
        if ((who & 1) == 0) {
            Wire.put64(ip + 24, LAYER3.subnets().getLast().address().high());
            Wire.put64(ip + 32, LAYER3.subnets().getLast().address().low());
        }
        if (Wire.u8(ip + 6) == Wire.ICMPV6 && bytes >= 48) {
            Wire.put16(ip + 42, 0);
            long sum = Checksum.add(0, ip + 8, 32);
            sum = Checksum.addWord(Checksum.addWord(sum, Wire.ICMPV6), bytes - 40);
            int folded = Checksum.fold(Checksum.add(sum, ip + 40, bytes - 40));
            Wire.put16(ip + 42, swap(~folded));
        }
    }

    private static int swap(int word) {
        return Short.reverseBytes((short) word);
    }

    /** A stack and all that it did, as a hash. */
    private static final class Twin implements FrameLink, AutoCloseable {
        private final byte beyond;
        private final MemorySegment room;
        private final MemorySegment payloads;
        private final boolean[] held = new boolean[MOST_HELD];
        private final FrameStack stack;
        private int handles;
        private long nowNs;
        long hash;

        Twin(int number, int beyond) {
            this.beyond = (byte) beyond;
            room = ROOM.asSlice((long) number * FRAME_ROOM, FRAME_ROOM);
            payloads = HELD.asSlice(number * MOST_HELD * 128L, MOST_HELD * 128L);
            stack = new FrameStack(new FrameConfig(LAYER3, MAC, UDP_PORT, MTU, false, 4), this, 0);
        }

        private void note(long value) {
            hash = (hash ^ value) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 32;
        }

        void read(byte[] frame) {
            room.fill(beyond);
            MemorySegment.copy(frame, 0, room, ValueLayout.JAVA_BYTE, 64, frame.length);
            int what = stack.read(room.address() + 64, frame.length, -1, 0);
            note(what);
            int sorted = FrameSort.udpPort(room.address() + 64, frame.length);
            note(sorted);
            boolean isLost = what == FrameStack.DATA && sorted != UDP_PORT
                    || what == FrameStack.CONTROL && sorted != FrameSort.FOR_ALL;
            if (isLost) {
                throw new AssertionError("where lanes share, it goes to " + sorted);
            }
            if (what == FrameStack.DATA) {
                int end = stack.payloadOffset() + stack.payloadBytes();
                if (stack.payloadBytes() < 0 || stack.payloadOffset() < 0 || end > frame.length) {
                    throw new AssertionError("a payload outside of its frame");
                }
                note(stack.payloadOffset());
                note(stack.payloadBytes());
                note(stack.remoteLow());
            }
        }

        void pass(long ns) {
            nowNs += ns;
            stack.turn(nowNs);
        }

        void write(NetAddress to) {
            long payload = payloads.address() + handles % MOST_HELD * 128L + 72;
            int header = stack.write(payload, 16, to.high(), to.low(), 9);
            note(header);
            if (header < 0) {
                int handle = handles++;
                held[handle] = true;
                stack.hold(handle, payload + header);
            }
        }

        private void takeBack(long handle) {
            if (!held[(int) handle]) {
                throw new AssertionError("a frame is given back twice");
            }
            held[(int) handle] = false;
            note(handle);
        }

        @Override
        public boolean send(long frame, int bytes) {
            if (bytes < 60 || bytes > MTU + HEADER) {
                throw new AssertionError("a frame of " + bytes);
            }
            MemorySegment sent = MemorySegment.ofAddress(frame).reinterpret(bytes);
            for (int at = 0; at < bytes; at++) {
                note(sent.get(ValueLayout.JAVA_BYTE, at));
            }
            return true;
        }

        @Override
        public void resolved(long handle) {
            takeBack(handle);
        }

        @Override
        public void dropped(long handle) {
            takeBack(handle);
        }

        @Override
        public void duplicate(NetAddress own, long otherMac) {
            note(otherMac);
        }

        @Override
        public void pathMtu(NetAddress remote, int ipBytes) {
            note(remote.low() ^ ipBytes);
        }

        @Override
        public void close() {
            stack.close();
            for (boolean still : held) {
                if (still) {
                    throw new AssertionError("a held frame is lost");
                }
            }
        }
    }
}
