package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.testkit.sim.SimLane;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A node that calls itself, over its own port as to anybody else. */
class SelfTest {
    @Test
    void shouldFollowItsOwnPortWhenThatIsReplaced() {
        var world = new SimWorld(112);
        SimLoop loop = world.loop("server 0");
        List<Integer> statuses = new ArrayList<>();
        try (var memory = new LoopMemory(8 << 20)) {
            memory.join();
            var endpoint = new NodeEndpoint(
                    0, loop, new AddressBook(), request -> request.reply(7), memory, () -> {});
            loop.run(() -> loop.add(endpoint));
            var lane = new SimLane(world, loop, endpoint.laneUser());
            for (int round = 1; round <= 3; round++) {
                loop.run(() -> endpoint.session(0)
                        .call(
                                Opcode.ECHO,
                                0,
                                MemorySegment.NULL,
                                0,
                                0,
                                MemorySegment.NULL,
                                0,
                                0,
                                (token, status, body, offset, bytes) -> statuses.add(status),
                                0));
                int wanted = round;
                assertTrue(world.runUntil(() -> statuses.size() == wanted), world.toString());
                lane.lose(1_000_000);
                world.runFor(10_000_000);
            }
            lane.close();
            loop.run(() -> loop.remove(endpoint));
        }
        assertEquals(List.of(7, 7, 7), statuses);
    }
}
