package io.heddle.meta.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Files through the operations, the engine, six servers and their drives. */
class FileServiceTest {
    private final ShardWorld shards = new ShardWorld(5, 6, 6, 3, null);
    private int status;
    private byte[] body = {};
    private boolean answered;

    @AfterEach
    void close() {
        shards.close();
    }

    private static FsRequest request() {
        return new FsRequest()
                .begin(Arena.ofAuto().allocate(FsRequest.MAX_HEAD_BYTES + (1L << 20), 8), 0);
    }

    private static FsRequest named(FsRequest request, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return request.name1(MemorySegment.ofArray(bytes), 0, bytes.length);
    }

    private int call(int opcode, FsRequest request, byte[] data) {
        answered = false;
        request.dataBytes(data.length);
        shards.call(opcode, request, data, (result, memory, bytes) -> {
            status = result;
            body = memory.toArray(ValueLayout.JAVA_BYTE);
            answered = true;
        });
        assertTrue(shards.world.runUntil(() -> answered), shards.world.toString());
        return status;
    }

    private Attr attr() {
        return new Attr().wrap(MemorySegment.ofArray(body), 0);
    }

    @Test
    void shouldReadBackWhatWasWritten() {
        assertEquals(
                0,
                call(
                        Opcode.CREATE,
                        named(request().inode(InodeId.ROOT), "file").mode(0100644),
                        new byte[0]));
        long file = attr().inode();
        byte[] small = new byte[4096];
        byte[] large = new byte[1 << 20];
        new Random(7).nextBytes(small);
        new Random(8).nextBytes(large);
        assertEquals(0, call(Opcode.WRITE, request().inode(file).a(0), small));
        assertEquals(0, call(Opcode.WRITE, request().inode(file).a(1000), large));
        assertEquals(1000 + (1 << 20), attr().size());
        assertEquals(0, call(Opcode.READ, request().inode(file).a(0).b(1000), new byte[0]));
        assertArrayEquals(java.util.Arrays.copyOf(small, 1000), body);
        assertEquals(0, call(Opcode.READ, request().inode(file).a(1000).b(1 << 20), new byte[0]));
        assertArrayEquals(large, body);
        assertTrue(
                shards.world.runUntil(() -> shards.difference() == null),
                () -> shards.difference());
        for (var server : shards.servers) {
            assertEquals(0, server.contextsTaken());
            assertEquals(0, server.memory().pool.taken());
        }
    }

    @Test
    void shouldFindTheRootAfterARestart() {
        assertEquals(
                0,
                call(
                        Opcode.CREATE,
                        named(request().inode(InodeId.ROOT), "a").mode(0100644),
                        new byte[0]));
        for (int i = 0; i < 6; i++) {
            shards.kill(i);
            shards.restart(i);
        }
        assertEquals(
                0, call(Opcode.LOOKUP, named(request().inode(InodeId.ROOT), "a"), new byte[0]));
        assertEquals(0, call(Opcode.GETATTR, request().inode(InodeId.ROOT), new byte[0]));
        assertEquals(1, attr().size());
    }

    @Test
    void shouldGiveTheRootToWhoeverKeepsTheData() {
        assertEquals(0, call(Opcode.GETATTR, request().inode(InodeId.ROOT), new byte[0]));
        assertEquals(1000, attr().uid());
        assertEquals(1001, attr().gid());
    }

    @Test
    void shouldSayThatLocksWereLostWithTheirPrimary() {
        assertEquals(
                0,
                call(
                        Opcode.MKNOD,
                        named(request().inode(InodeId.ROOT), "a").mode(0100644),
                        new byte[0]));
        long file = attr().inode();
        assertEquals(
                0, call(Opcode.SETLK, request().inode(file).a(0).b(9).c(7).flags(1), new byte[0]));
        shards.cluster.set(0, 1, 0, 2);
        assertEquals(0, call(Opcode.GETATTR, request().inode(file), new byte[0]));
        assertTrue(shards.loops[0].env().events().alerts().stream()
                .anyMatch(alert -> alert.kind().equals("locks-lost")));
    }

    @Test
    void shouldForgetTheClientsOfAnotherProcess() {
        assertEquals(
                0,
                call(
                        Opcode.MKNOD,
                        named(request().inode(InodeId.ROOT), "a").mode(0100644),
                        new byte[0]));
        long file = attr().inode();
        assertEquals(0, call(Opcode.OPEN, request().inode(file), new byte[0]));
        assertEquals(0, call(Opcode.WRITE, request().inode(file), new byte[10_000]));
        assertEquals(
                0, call(Opcode.UNLINK, named(request().inode(InodeId.ROOT), "a"), new byte[0]));
        assertEquals(0, call(Opcode.GETATTR, request().inode(file), new byte[0]));
        shards.fresh = true;
        for (int i = 0; i < 6; i++) {
            shards.kill(i);
            shards.restart(i);
        }
        assertTrue(shards.world.runUntil(() -> {
            var primary = shards.servers[0].primaryOf(0);
            return primary != null && primary.isServing() && primary.eviction().remaining() == 0;
        }));
        assertEquals(-Errno.ENOENT, call(Opcode.GETATTR, request().inode(file), new byte[0]));
        assertTrue(shards.drives[0].bucket(0).keys.map.keySet().stream()
                .noneMatch(key -> key[0] == 'O'));
        assertTrue(shards.drives[0].bucket(0).keys.map.keySet().stream()
                .noneMatch(key -> key[0] == 'R'));
    }
}
