package io.heddle.meta.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.TreeModel.Node;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Names across six buckets: one client against a model, and many at once against the rules. */
class TransactionTest {
    private static final int NAMES = 6;

    private ShardWorld shards = new ShardWorld(0, 1, 1, 1, null);
    private SplittableRandom random = new SplittableRandom(0);
    private final TreeModel model = new TreeModel();
    private int status;
    private byte[] body = {};
    private boolean answered;

    private void begin(long seed) {
        shards.close();
        shards = new ShardWorld(seed, 6, 6, 3, null);
        random = new SplittableRandom(seed);
        model.root.inode = InodeId.ROOT;
    }

    @AfterEach
    void close() {
        shards.close();
    }

    private static FsRequest request(long inode) {
        return new FsRequest()
                .begin(Arena.ofAuto().allocate(FsRequest.MAX_HEAD_BYTES, 8), 0)
                .inode(inode);
    }

    private static FsRequest named(long inode, String name) {
        return request(inode).name1(MemorySegment.ofArray(name.getBytes()), 0, name.length());
    }

    private int call(int opcode, FsRequest request) {
        answered = false;
        shards.call(opcode, request, new byte[0], (result, memory, bytes) -> {
            status = result;
            body = memory.toArray(ValueLayout.JAVA_BYTE);
            answered = true;
        });
        assertTrue(shards.world.runUntil(() -> answered), () -> shards.world + " opcode " + opcode);
        return status;
    }

    private Node directory() {
        return model.directories.get(random.nextInt(model.directories.size()));
    }

    private String name() {
        return "n" + random.nextInt(NAMES);
    }

    private void step(int number) {
        Node parent = directory();
        String name = name();
        String what = shards.world + " step " + number + " in " + parent + " " + name;
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                int expected = model.make(parent, name, true);
                assertEquals(
                        expected,
                        call(Opcode.MKDIR, named(parent.inode, name).mode(0755)),
                        what + " mkdir");
                if (expected == 0) {
                    parent.entries.get(name).inode =
                            new Attr().wrap(MemorySegment.ofArray(body), 0).inode();
                }
            }
            case 2, 3 -> {
                int expected = model.make(parent, name, false);
                int result = call(Opcode.MKNOD, named(parent.inode, name).mode(0100644));
                assertEquals(expected, result, what + " mknod");
                if (expected == 0) {
                    parent.entries.get(name).inode =
                            new Attr().wrap(MemorySegment.ofArray(body), 0).inode();
                }
            }
            case 4 ->
                assertEquals(
                        model.unlink(parent, name),
                        call(Opcode.UNLINK, named(parent.inode, name)),
                        what + " unlink");
            case 5 ->
                assertEquals(
                        model.removeDirectory(parent, name),
                        call(Opcode.RMDIR, named(parent.inode, name)),
                        what + " rmdir");
            case 6 -> {
                Node file = directory().entries.get(name());
                if (file != null && !file.directory) {
                    int expected = model.link(file, parent, name);
                    assertEquals(
                            expected,
                            call(Opcode.LINK, named(file.inode, name).inode2(parent.inode)),
                            what + " link " + file);
                }
            }
            default -> rename(parent, name, what);
        }
    }

    private void rename(Node parent, String name, String what) {
        Node to = random.nextInt(3) == 0 ? parent : directory();
        String newName = name();
        int flags = random.nextInt(3);
        var request = named(parent.inode, name).inode2(to.inode).flags(flags);
        request.name2(MemorySegment.ofArray(newName.getBytes()), 0, newName.length());
        // Into itself may be said before anything else that is wrong.
        Node moved = parent.entries.get(name);
        boolean cycle = moved != null && TreeModel.isBelow(moved, to);
        int expected = model.rename(parent, name, to, newName, flags);
        int result = call(Opcode.RENAME, request);
        boolean either = cycle && expected < 0 && result == -Errno.EINVAL;
        if (!either) {
            assertEquals(
                    expected,
                    result,
                    what + " rename to " + to + " " + newName + " flags " + flags);
        }
    }

    private void checkTree(Node directory) {
        for (var entry : directory.entries.entrySet()) {
            assertEquals(0, call(Opcode.LOOKUP, named(directory.inode, entry.getKey())));
            assertEquals(
                    entry.getValue().inode,
                    new Attr().wrap(MemorySegment.ofArray(body), 0).inode());
            assertEquals(0, call(Opcode.GETATTR, request(entry.getValue().inode)));
            var attr = new Attr().wrap(MemorySegment.ofArray(body), 0);
            if (entry.getValue().directory) {
                assertEquals(directory.inode, attr.parent());
                checkTree(entry.getValue());
            } else {
                assertEquals(entry.getValue().links, attr.nlink());
            }
        }
    }

    private String coordinators() {
        var all = new StringBuilder();
        for (int bucket = 0; bucket < 6; bucket++) {
            int server = shards.cluster.map().of(bucket).primary();
            var primary = shards.servers[server].primaryOf(bucket);
            all.append("\n").append(bucket).append(": ");
            all.append(primary == null ? "not led" : primary.coordinator());
        }
        return all.toString();
    }

    private void checkAll() {
        assertTrue(
                shards.world.runUntil(() -> NamespaceCheck.of(shards).isEmpty()),
                () -> shards.world + " " + NamespaceCheck.of(shards) + coordinators());
        assertTrue(
                shards.world.runUntil(() -> shards.difference() == null),
                () -> shards.difference());
        for (var server : shards.servers) {
            assertTrue(
                    shards.world.runUntil(() -> server.contextsTaken() == 0),
                    () -> shards.world + " contexts of server " + server.id());
            assertEquals(0, server.memory().pool.taken());
        }
    }

    @ParameterizedTest
    @MethodSource("seedsFrom101")
    void shouldDoWhatTheModelDoes(long seed) {
        begin(seed);
        for (int i = 0; i < 400; i++) {
            step(i);
        }
        checkTree(model.root);
        checkAll();
    }

    @ParameterizedTest
    @MethodSource("seedsFrom201")
    void shouldDoWhatTheModelDoesOverBreakingSessions(long seed) {
        begin(seed);
        shards.transport.breakRate = 0.04;
        for (int i = 0; i < 300; i++) {
            step(i);
        }
        shards.transport.breakRate = 0;
        checkTree(model.root);
        checkAll();
    }

    @ParameterizedTest
    @MethodSource("seedsFrom301")
    void shouldDecideTheSameEverywhereAfterPowerCuts(long seed) {
        begin(seed);
        for (int cut = 0; cut < 6; cut++) {
            long at = shards.world.nowNs() + random.nextLong(30_000_000);
            shards.world.at(at, () -> {
                for (int i = 0; i < 6; i++) {
                    shards.kill(i);
                    shards.restart(i);
                }
            });
            for (int i = 0; i < 40; i++) {
                step(i);
            }
        }
        checkTree(model.root);
        checkAll();
    }

    @ParameterizedTest
    @MethodSource("seedsFrom401")
    void shouldKeepTheRulesUnderManyClients(long seed) {
        begin(seed);
        shards.transport.breakRate = seed % 2 == 0 ? 0.02 : 0;
        for (int i = 0; i < 12; i++) {
            assertEquals(0, call(Opcode.MKDIR, named(directory().inode, "d" + i).mode(0755)));
            var made = new Node(true);
            made.inode = new Attr().wrap(MemorySegment.ofArray(body), 0).inode();
            model.directories.add(made);
        }
        int[] answers = new int[1];
        int total = 600;
        for (int i = 0; i < total; i++) {
            int opcode = List.of(
                            Opcode.MKDIR,
                            Opcode.MKNOD,
                            Opcode.UNLINK,
                            Opcode.RMDIR,
                            Opcode.RENAME,
                            Opcode.RENAME)
                    .get(random.nextInt(6));
            String name = random.nextInt(4) == 0 ? "d" + random.nextInt(12) : name();
            String newName = random.nextInt(4) == 0 ? "d" + random.nextInt(12) : name();
            var request =
                    named(directory().inode, name).mode(opcode == Opcode.MKNOD ? 0100644 : 0755);
            if (opcode == Opcode.RENAME) {
                request.inode2(directory().inode).flags(random.nextInt(3));
                request.name2(MemorySegment.ofArray(newName.getBytes()), 0, newName.length());
            }
            shards.world.after(
                    random.nextLong(20_000_000),
                    () -> shards.call(
                            opcode, request, new byte[0], (result, memory, bytes) -> answers[0]++));
        }
        assertTrue(
                shards.world.runUntil(() -> answers[0] == total),
                () -> shards.world + " " + answers[0]);
        shards.transport.breakRate = 0;
        checkAll();
    }

    @ParameterizedTest
    @MethodSource("seedsFrom501")
    void shouldDecideTheSameWhilePrimariesChange(long seed) {
        begin(seed);
        for (int i = 0; i < 40; i++) {
            shards.world.after(random.nextLong(400_000_000), () -> {
                int bucket = random.nextInt(6);
                int[] servers = shards.cluster.map().of(bucket).servers().clone();
                int first = servers[0];
                servers[0] = servers[1];
                servers[1] = servers[2];
                servers[2] = first;
                shards.cluster.set(bucket, servers);
            });
        }
        for (int i = 0; i < 300; i++) {
            step(i);
        }
        checkTree(model.root);
        checkAll();
    }

    static LongStream seedsFrom101() {
        return Seeds.of(101, 6);
    }

    static LongStream seedsFrom201() {
        return Seeds.of(201, 6);
    }

    static LongStream seedsFrom301() {
        return Seeds.of(301, 8);
    }

    static LongStream seedsFrom401() {
        return Seeds.of(401, 6);
    }

    static LongStream seedsFrom501() {
        return Seeds.of(501, 6);
    }
}
