package io.heddle.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.runtime.Agent;
import io.heddle.runtime.Timer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class SimWorldTest {
    private static final LinkFaults BAD = LinkFaults.NONE
            .loss(0.2)
            .duplicates(0.2)
            .reorder(0.2)
            .corrupt(0.1)
            .delay(5_000, 90_000);

    @Test
    void shouldAnswerEverythingOnABadNetwork() {
        for (long seed = 0; seed < 20; seed++) {
            SimWorld world = echo(seed, 200);
            assertTrue(world.network().lost() > 0, world.toString());
        }
    }

    @Test
    void shouldRepeatARunFromItsSeed() {
        assertEquals(echo(5, 100).traceHash(), echo(5, 100).traceHash());
        assertNotEquals(echo(5, 100).traceHash(), echo(6, 100).traceHash());
    }

    private static SimWorld echo(long seed, int count) {
        SimWorld world = new SimWorld(seed);
        world.network().faults(BAD);
        EchoNode server = new EchoNode(world.loop("server 0"));
        EchoNode client = new EchoNode(world.loop("client"));
        SimLane there = new SimLane(world, world.loops().get(0), server);
        SimLane here = new SimLane(world, world.loops().get(1), client);
        world.loops().get(1).run(() -> client.start(there.port().localAddress()));
        world.after(2_000_000, here::swap);
        assertTrue(world.runUntil(() -> client.answered >= count), world.toString());
        assertTrue(world.runUntil(() -> here.swaps() == 1), world.toString());
        there.close();
        here.close();
        assertEquals(0, world.network().openPorts());
        return world;
    }

    @Test
    void shouldLetNothingPassACutUntilHealed() {
        SimWorld world = new SimWorld(1);
        EchoNode server = new EchoNode(world.loop("server 0"));
        EchoNode client = new EchoNode(world.loop("client"));
        SimLane there = new SimLane(world, world.loops().get(0), server);
        new SimLane(world, world.loops().get(1), client);
        world.network().cut("server 0", "client");
        world.loops().get(1).run(() -> client.start(there.port().localAddress()));
        assertFalse(world.runUntil(() -> client.answered > 0, 50_000_000));
        world.network().heal();
        assertTrue(world.runUntil(() -> client.answered > 0));
    }

    @Test
    void shouldExpireTimersInTheirOrder() {
        SimWorld world = new SimWorld(2);
        SimLoop loop = world.loop("node");
        List<String> order = new ArrayList<>();
        Timer late = loop.env().timer(() -> order.add("late"));
        Timer early = loop.env().timer(() -> order.add("early"));
        Timer never = loop.env().timer(() -> order.add("never"));
        long now = loop.env().nanoTime();
        late.startAt(now + 500);
        early.startAt(now + 400);
        never.startAt(now + 300);
        never.cancel();
        late.startAt(now + 900);
        world.runFor(850);
        assertEquals(List.of("early"), order);
        assertTrue(late.isArmed());
        world.runFor(100);
        assertEquals(List.of("early", "late"), order);
        assertFalse(late.isArmed());
    }

    @Test
    void shouldRunAgentsAgainWhileTheyWorkAndSleepAfterwards() {
        SimWorld world = new SimWorld(3);
        SimLoop loop = world.loop("node");
        List<String> calls = new ArrayList<>();
        loop.add(new Agent() {
            private int left = 2;

            @Override
            public String name() {
                return "worker";
            }

            @Override
            public int poll(long nowNs) {
                calls.add("poll");
                return left-- > 0 ? 1 : 0;
            }

            @Override
            public void flush() {
                calls.add("flush");
            }
        });
        world.runFor(1_000_000_000);
        assertEquals(List.of("poll", "flush", "poll", "flush", "poll", "flush"), calls);
    }

    @Test
    void shouldNameSeedAndNodeWhenAnAgentFails() {
        SimWorld world = new SimWorld(42);
        SimLoop loop = world.loop("server 3");
        loop.post(() -> {
            throw new IllegalStateException("broken");
        });
        var failure = assertThrows(AssertionError.class, () -> world.runFor(1));
        assertTrue(failure.getMessage().contains("seed 42"), failure.getMessage());
        assertEquals("broken", failure.getCause().getMessage());
    }

    @Test
    void shouldRefuseCommandsWhenItsRingIsFullOrItIsDead() {
        SimWorld world = new SimWorld(4);
        SimLoop loop = world.loop("node");
        for (int index = 0; index < SimLoop.COMMANDS; index++) {
            assertTrue(loop.post(() -> {}));
        }
        assertFalse(loop.post(() -> {}));
        world.runFor(10);
        assertTrue(loop.post(() -> {}));
        loop.kill();
        assertFalse(loop.post(() -> {}));
        assertTrue(loop.submit(() -> 1).isCompletedExceptionally());
    }

    @Test
    void shouldStandStillWhilePaused() {
        SimWorld world = new SimWorld(5);
        SimLoop loop = world.loop("node");
        List<Long> times = new ArrayList<>();
        Timer timer = loop.env().timer(() -> times.add(world.nowNs()));
        long start = world.nowNs();
        timer.startAt(loop.env().nanoTime() + 1_000);
        loop.pause(10_000_000);
        world.runFor(20_000_000);
        assertEquals(List.of(start + 10_000_000), times);
    }
}
