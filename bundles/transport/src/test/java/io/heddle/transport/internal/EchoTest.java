package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;

class EchoTest {
    static void echo(InboundRequest request) {
        request.reply(
                7,
                request.body(),
                request.bodyOffset(),
                request.bodyBytes() / 2,
                request.body(),
                request.bodyOffset() + request.bodyBytes() / 2,
                request.bodyBytes() - request.bodyBytes() / 2);
    }

    private final FakeWorld world = new FakeWorld(1);
    private final FakeNode server = new FakeNode(world, 3, EchoTest::echo);
    private final FakeNode client =
            new FakeNode(world, AddressBook.FIRST_CLIENT, request -> request.reply(-38));
    private int answered;
    private int lastStatus;
    private long lastSum;

    private void onReply(long token, int status, MemorySegment body, long offset, int bytes) {
        answered++;
        lastStatus = status;
        lastSum = 0;
        for (int i = 0; i < bytes; i++) {
            lastSum += (body.get(Bytes.U8, offset + i) & 0xff) * (i % 251 + 1L);
        }
    }

    private long call(MemorySegment bytes, int length) {
        var session = client.endpoint.session(3);
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes.get(Bytes.U8, i) & 0xff) * (i % 251 + 1L);
        }
        int head = Math.min(length, 48);
        assertEquals(
                0,
                session.call(
                        Opcode.ECHO,
                        9,
                        bytes,
                        0,
                        head,
                        bytes,
                        head,
                        length - head,
                        this::onReply,
                        5));
        return sum;
    }

    @Test
    void shouldEchoMessagesOfAllSizes() {
        var bytes = world.arena.allocate(Session.MAX_MESSAGE_BYTES);
        for (int i = 0; i < Session.MAX_MESSAGE_BYTES; i += 8) {
            bytes.set(Bytes.U64, i, world.random.nextLong());
        }
        int[] mtus = {60_000, 8_900, 1_400};
        for (int i = 0; i < mtus.length; i++) {
            int mtu = mtus[i];
            world.faults.mtuBytes = mtu;
            client.swap(i, i + 1);
            server.swap(i, i + 1);
            for (int length : new int[] {0, 1, 64, 4096, 59_000, 70_001, 1 << 20, 4 << 20}) {
                long sum = call(bytes, length);
                int before = answered;
                world.run(2_000_000_000L);
                assertEquals(before + 1, answered, "bytes " + length + " mtu " + mtu);
                assertEquals(7, lastStatus);
                assertEquals(sum, lastSum);
            }
        }
        assertEquals(0, client.memory.pool.used());
        assertEquals(0, server.memory.pool.used());
        assertEquals(64, client.endpoint.session(3).freeSlots());
    }

    @Test
    void shouldQueueCallsWhileTheSessionOpensAndRefuseBeyondTheSlots() {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(64);
            for (int i = 0; i < 64; i++) {
                call(bytes, 64);
            }
            var session = client.endpoint.session(3);
            assertEquals(
                    Session.REFUSED,
                    session.call(Opcode.ECHO, 0, bytes, 0, 8, bytes, 0, 0, this::onReply, 0));
            world.run(1_000_000_000L);
            assertEquals(64, answered);
            assertEquals(64, session.freeSlots());
        }
    }

    @Test
    void shouldSendOneDatagramEachWayForManyMessagesOfOneTurn() {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(64);
            call(bytes, 64);
            world.run(100_000_000L);
            long sentBefore = client.ports[0].sent;
            long answersBefore = server.ports[0].sent;
            for (int i = 0; i < 50; i++) {
                call(bytes, 64);
            }
            world.run(1_000_000L);
            assertEquals(51, answered);
            assertEquals(1, client.ports[0].sent - sentBefore);
            assertEquals(1, server.ports[0].sent - answersBefore);
        }
    }

    @Test
    void shouldAllocateNothingPerOperation() {
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var bytes = world.arena.allocate(4096);
        var session = client.endpoint.session(3);
        io.heddle.transport.ReplyHandler handler = this::onReply;
        int operations = 100_000;
        long allocated = Long.MAX_VALUE;
        // The compiler may come late on a busy machine.
        for (long end = System.nanoTime() + 60_000_000_000L;
                allocated >= 10_000 && System.nanoTime() < end; ) {
            long before = bean.getThreadAllocatedBytes(Thread.currentThread().threadId());
            for (int i = 0; i < operations; i++) {
                int wanted = answered + 1;
                session.call(Opcode.ECHO, 0, bytes, 0, 64, bytes, 0, 64 << i % 7, handler, i);
                while (answered < wanted) {
                    world.step();
                }
            }
            allocated = bean.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
        }
        System.out.println("allocated " + allocated + " bytes in " + operations + " calls");
        assertTrue(allocated < 10_000, "allocated " + allocated + " bytes");
    }
}
