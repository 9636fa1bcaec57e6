package io.heddle.control.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.heddle.layout.InodeId;
import io.heddle.layout.Replicas;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

/** Proves the rules of the agreed configuration, and that its bytes round-trip. */
class CommandTest {
    private static final Configuration FOUNDED =
            new Command.Found(7, 6, 3, 24, 1L << 31).apply(Configuration.EMPTY);

    @Test
    void shouldPlaceThreeDistinctReplicasAndBalancePrimaries() {
        int[] primaries = new int[6];
        Set<String> groups = new HashSet<>();
        for (Replicas replicas : FOUNDED.map().buckets()) {
            assertEquals(
                    3,
                    Set.of(replicas.servers()[0], replicas.servers()[1], replicas.servers()[2])
                            .size());
            primaries[replicas.primary()]++;
            groups.add(java.util.Arrays.toString(
                    java.util.Arrays.stream(replicas.servers()).sorted().toArray()));
        }
        assertArrayEquals(new int[] {4, 4, 4, 4, 4, 4}, primaries);
        assertNotEquals(6, groups.size(), "groups of replicas must not be just the six rotations");
    }

    @Test
    void shouldFoundOnlyOnce() {
        assertSame(FOUNDED, new Command.Found(8, 3, 3, 8, 1).apply(FOUNDED));
        assertEquals(InodeId.ROOT, FOUNDED.fileSystems().get(0).root());
    }

    @Test
    void shouldRaiseTheEpochWhenAReplicaLeavesAndKeepTheLast() {
        int[] members = FOUNDED.map().of(5).servers();
        var two = new Command.RemoveReplica(5, 1, members[0]).apply(FOUNDED);
        assertEquals(2, two.map().of(5).epoch());
        assertEquals(members[1], two.map().of(5).primary());
        assertSame(two, new Command.RemoveReplica(5, 1, members[1]).apply(two), "an older epoch");
        var one = new Command.RemoveReplica(5, 2, members[1]).apply(two);
        assertSame(one, new Command.RemoveReplica(5, 3, members[2]).apply(one), "the last replica");
    }

    @Test
    void shouldNeverGiveTheRootOfADeletedFileSystemAgain() {
        var made = new Command.CreateFileSystem("a", 0).apply(FOUNDED);
        var again = new Command.CreateFileSystem("a", 0)
                .apply(new Command.DeleteFileSystem("a").apply(made));
        assertNotEquals(
                made.fileSystems().get(1).root(), again.fileSystems().get(1).root());
    }

    @Test
    void shouldRoundTripCommandsAndSnapshots() {
        for (Command command : new Command[] {
            new Command.Found(9, 6, 3, 24, 5), new Command.RemoveReplica(1, 2, 3),
            new Command.CreateFileSystem("x", 4), new Command.DeleteFileSystem("x")
        }) {
            assertEquals(command, Command.decode(command.encode()));
        }
        assertArrayEquals(
                FOUNDED.encode(), Configuration.decode(FOUNDED.encode()).encode());
    }
}
