package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.layout.AddressBook;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * Two NICs on each side, and the ways between them cut at random for less time than it takes to give
 * up a peer, lossy, in use or not: no call is lost, two seconds after all is well each path leads to
 * its own switch, and a session that nobody waits for is silent.
 */
class CutWaysTest {
    private static final int SEEDS = Integer.getInteger("heddle.seeds", 250);
    private static final long FIRST = Long.getLong("heddle.seed", 1);
    private static final long MS = 1_000_000;
    private static final long HEALED_NS = 2_000 * MS;

    @Test
    void shouldComeHomeAndFallSilentWhateverWasCut() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try (var trial = new Trial(seed)) {
                trial.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("replay with -Dheddle.seeds=1 -Dheddle.seed=" + seed, e);
            }
        }
    }

    /** A client and two servers; NICs with an even number are on one switch, others on another. */
    private static final class Trial implements AutoCloseable {
        private static final long[] LATENCIES_NS = {MS / 20, MS / 2, 4 * MS};
        private static final int[] SIZES = {64, 64, 3_000, 30_000};
        private static final int[] LONGEST_MS = {8, 60, 300, 650};
        private static final double[] LOSSES = {0, 0, 0.05, 0.3};
        private static final long LONGEST_IDLE_NS = 8_000 * MS;
        private static final int CLIENT_NIC = 10;
        private static final int[] SERVER_NICS = {20, 30};

        private final SplittableRandom random;
        private final FakeWorld world;
        private final FakeNode[] servers = new FakeNode[SERVER_NICS.length];
        private final FakeNode client;
        private final MemorySegment bytes;
        private final int size;
        private boolean again = true;
        private int started;
        private int ended;
        private int lost;

        Trial(long seed) {
            world = new FakeWorld(seed);
            random = world.random;
            world.latencyNs = LATENCIES_NS[random.nextInt(LATENCIES_NS.length)];
            size = SIZES[random.nextInt(SIZES.length)];
            bytes = world.arena.allocate(size);
            world.filter = random.nextBoolean() ? null : datagram -> datagram <= 1_500;
            for (int id = 0; id < servers.length; id++) {
                servers[id] = new FakeNode(world, id, EchoTest::echo, Dialect.OWN);
                twoNics(servers[id], SERVER_NICS[id]);
            }
            client = new FakeNode(
                    world, AddressBook.FIRST_CLIENT, request -> request.reply(-38), Dialect.OWN);
            twoNics(client, CLIENT_NIC);
        }

        private static void twoNics(FakeNode node, int nic) {
            node.portUp(0, nic, "a");
            node.portUp(1, nic + 1, "b");
        }

        void run() {
            call(0, 1 + random.nextInt(3));
            call(1, random.nextInt(2));
            world.run(50 * MS);
            int windows = 1 + random.nextInt(4);
            for (int i = 0; i < windows; i++) {
                cut();
            }
            again = false;
            world.faults.loss = 0;
            world.route = null;
            world.run(random.nextInt(2) * random.nextLong(LONGEST_IDLE_NS));
            bursts(HEALED_NS);
            int[] sent = new int[2];
            world.route = (from, to) -> {
                sent[(from.nic + to.nic) % 2]++;
                return true;
            };
            bursts(200 * MS);
            assertEquals(0, sent[1], "datagrams from switch to switch");
            world.run(1_500 * MS);
            sent[0] = 0;
            world.run(1_000 * MS);
            assertEquals(0, sent[0] + sent[1], "datagrams that nobody waits for");
            assertEquals(started, ended, "calls that ended");
            assertEquals(0, lost, "calls that were given up");
            assertEquals(0, client.memory.pool.used());
            assertEquals(0, servers[0].memory.pool.used());
        }

        /** For a while some of the eight ways are closed, to one of the servers or to both. */
        private void cut() {
            int open = switch (random.nextInt(6)) {
                case 0 -> 0xFF;
                case 1 -> 0;
                case 2 -> random.nextInt(256) | random.nextInt(256);
                default -> random.nextInt(256);
            };
            boolean both = random.nextBoolean();
            world.route = (from, to) -> {
                boolean out = from.nic < SERVER_NICS[0];
                int own = out ? from.nic : to.nic;
                int other = out ? to.nic : from.nic;
                int way = own % 2 * 4 + other % 2 * 2 + (out ? 0 : 1);
                return other >= SERVER_NICS[1] && !both || (open >> way & 1) != 0;
            };
            world.faults.loss = LOSSES[random.nextInt(LOSSES.length)];
            if (random.nextInt(3) == 0) {
                again = !again;
                call(random.nextInt(2), again ? 1 + random.nextInt(3) : 0);
            }
            call(random.nextInt(2), random.nextInt(3) / 2);
            world.run((1 + random.nextInt(LONGEST_MS[random.nextInt(LONGEST_MS.length)])) * MS);
        }

        private void bursts(long forNs) {
            long everyNs = 20 * MS;
            for (long atNs = 0; atNs < forNs; atNs += everyNs) {
                call(0, 2);
                world.run(everyNs);
            }
        }

        private void call(int server, int count) {
            var session = client.endpoint.session(server);
            for (int i = 0; i < count; i++) {
                int status = session.call(
                        Opcode.ECHO,
                        0,
                        bytes,
                        0,
                        size,
                        bytes,
                        0,
                        0,
                        size,
                        (token, answer, body, offset, length) -> {
                            ended++;
                            lost += answer == Session.PEER_LOST ? 1 : 0;
                            call(server, again ? 1 : 0);
                        },
                        0);
                started += status == 0 ? 1 : 0;
            }
        }

        @Override
        public void close() {
            client.close();
            for (var server : servers) {
                server.close();
            }
            world.close();
        }
    }
}
