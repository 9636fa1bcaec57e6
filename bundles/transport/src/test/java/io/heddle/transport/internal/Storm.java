package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.testkit.sim.LinkFaults;
import io.heddle.testkit.sim.SimPort;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.KeySource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Three servers and two clients that call each other in a simulated network gone bad. */
final class Storm implements AutoCloseable {
    static final int SERVERS = 3;
    static final int CLIENTS = 2;
    static final int ID_BYTES = 16;

    final SimWorld world;
    final SplittableRandom random;
    final AddressBook book = new AddressBook();
    final Arena arena = Arena.ofShared();
    final List<StormNode> nodes = new ArrayList<>();
    final List<StormNode> dead = new ArrayList<>();

    /** How often each request was executed, over all lives of all servers. */
    final HashMap<Long, Integer> executions = new HashMap<>();

    final Set<Long> outstanding = new HashSet<>();
    final int mtuBytes;

    /** In some seeds hardly more than the messages that are under way. */
    final long poolBytes;

    /** Every second seed seals, and every fourth by the JVM's cipher. */
    final KeySource keys;

    private final long seed;
    long started;
    long answered;
    long lost;
    private final boolean restarts;
    private final boolean swaps;
    private final boolean pauses;
    private final boolean cuts;
    private final boolean refusals;

    Storm(long seed) {
        this.seed = seed;
        keys = seed % 2 == 0 ? new FakeKeys(seed) : KeySource.OPEN;
        world = new SimWorld(seed);
        random = world.random();
        mtuBytes = new int[] {1_472, 8_900, 60_000}[random.nextInt(3)];
        poolBytes = random.nextInt(3) == 0 ? 6L << 20 : 96L << 20;
        for (int id = 0; id < SERVERS; id++) {
            nodes.add(new StormNode(this, id, world.loop("server " + id)));
        }
        for (int id = 0; id < CLIENTS; id++) {
            nodes.add(
                    new StormNode(this, AddressBook.FIRST_CLIENT + id, world.loop("client " + id)));
        }
        // Each class of fault is off in half of the seeds.
        world.network()
                .faults(LinkFaults.NONE
                        .loss(rate(0.3))
                        .duplicates(rate(0.3))
                        .reorder(rate(0.2))
                        .corrupt(rate(0.02))
                        .delay(5_000, 10_000 + random.nextInt(200_000)));
        restarts = random.nextBoolean();
        swaps = random.nextBoolean();
        pauses = random.nextBoolean();
        cuts = random.nextBoolean();
        refusals = random.nextBoolean();
    }

    /** With a generation that is over after a thousand datagrams. */
    Aeads aeads() {
        var library = seed % 4 == 0 ? null : Aeads.libcrypto(10);
        return library == null ? Aeads.jce(10) : library;
    }

    private double rate(double most) {
        return random.nextBoolean() ? random.nextDouble() * most : 0;
    }

    /** Schedules faults up to a time. */
    void rage(long untilNs) {
        long next = world.nowNs() + 1_000_000 + random.nextLong(40_000_000);
        if (next < untilNs) {
            world.at(next, () -> {
                strike();
                rage(untilNs);
            });
        }
    }

    private void strike() {
        if (restarts && keys instanceof FakeKeys secrets) {
            secrets.rotate();
        }
        int which = random.nextInt(nodes.size());
        var node = nodes.get(which);
        switch (random.nextInt(5)) {
            case 0 -> {
                if (swaps) {
                    node.lane.swap();
                }
            }
            case 1 -> {
                if (restarts && random.nextInt(4) == 0) {
                    restart(which);
                }
            }
            case 2 -> {
                if (pauses) {
                    node.loop.pause(random.nextLong(50_000_000));
                }
            }
            case 3 -> {
                if (cuts) {
                    var other = nodes.get(random.nextInt(nodes.size()));
                    world.network().cut(node.loop.name(), other.loop.name());
                    world.after(random.nextLong(200_000_000), world.network()::heal);
                }
            }
            default -> {
                if (refusals) {
                    ((SimPort) node.lane.port()).refuse(random.nextDouble() * 0.5);
                }
            }
        }
    }

    private void restart(int which) {
        var old = nodes.get(which);
        dead.add(old);
        old.died();
        nodes.set(which, new StormNode(this, old.id, world.restart(old.loop)));
    }

    /** No faults from now on. */
    void heal() {
        world.network().faults(LinkFaults.NONE);
        world.network().heal();
        for (var node : nodes) {
            ((SimPort) node.lane.port()).refuse(0);
        }
    }

    /** Starts requests of all nodes until a number was started. */
    void work(long total) {
        for (var node : nodes) {
            int burst = random.nextInt(8);
            for (int i = 0; i < burst && started < total; i++) {
                node.call(random.nextInt(SERVERS));
            }
        }
        if (started < total) {
            world.after(random.nextLong(60_000_000), () -> work(total));
        }
    }

    /** A byte of the body of a message. */
    static byte at(long id, int position) {
        return (byte) (id * 31 + position * 7L + (position >>> 8) * 13L);
    }

    static void fill(MemorySegment to, long offset, long id, int bytes) {
        for (int i = 0; i < bytes; i++) {
            to.set(Bytes.U8, offset + i, at(id, i));
        }
    }

    static boolean isFilled(MemorySegment from, long offset, long id, int bytes) {
        for (int i = 0; i < bytes; i++) {
            if (from.get(Bytes.U8, offset + i) != at(id, i)) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return switch (random.nextInt(40)) {
            case 0 -> random.nextInt(400_000);
            case 1, 2, 3 -> random.nextInt(70_000);
            default -> random.nextInt(5_000);
        };
    }

    @Override
    public void close() {
        for (var node : nodes) {
            node.memory.close();
        }
        for (var node : dead) {
            node.memory.close();
        }
        arena.close();
    }
}
