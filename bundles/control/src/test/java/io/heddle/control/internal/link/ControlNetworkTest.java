package io.heddle.control.internal.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.control.internal.trust.Enrolment;
import io.heddle.control.internal.trust.Identity;
import io.heddle.control.internal.trust.JoinToken;
import io.heddle.control.internal.trust.TrustFolder;
import io.heddle.runtime.StorageException;
import io.heddle.testkit.sim.RecordedEvents;
import io.heddle.transport.PairSecret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Control connections on loopback, with real TLS. */
class ControlNetworkTest {
    private static final String HOST = "127.0.0.1";
    private static final long WAIT_NS = 30_000_000_000L;

    @TempDir
    Path data;

    private final RecordedEvents events = new RecordedEvents(System::nanoTime);
    private final List<ControlNetwork> networks = new ArrayList<>();

    @AfterEach
    void close() {
        networks.forEach(ControlNetwork::close);
    }

    private ControlNetwork network(String name, Identity identity, TrustFolder folder, int node) {
        var enrolment = new Enrolment(folder, identity, events, Clock.systemUTC());
        var network = new ControlNetwork(
                identity, List.of(new NodeRange(node, 1)), enrolment, events, HOST);
        networks.add(network);
        return network;
    }

    private ControlNetwork founded(String name, int node) {
        var folder = new TrustFolder(data.resolve(name), events);
        return network(name, folder.found("00000000000000bb", Instant.now()), folder, node);
    }

    private ControlNetwork joined(String name, JoinToken token, int node) {
        var folder = new TrustFolder(data.resolve(name), events);
        String control = JoinClient.join(token, folder);
        var network = network(name, folder.identity(Instant.now()), folder, node);
        network.dial(HOST, Integer.parseInt(control.substring(control.indexOf(':') + 1)));
        return network;
    }

    private static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + WAIT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Test
    void shouldAgreeWithItselfAndRotate() {
        var network = founded("a", 3);
        var book = network.book();
        assertNull(book.secret(3, 3));
        int port = network.listen(0);
        var dialer = network.dial(HOST, port, ControlNetwork.ROTATION);
        await(() -> book.secret(3, 3) != null, "no secret");
        PairSecret first = book.secret(3, 3);
        assertNull(book.secret(3, 4), "a node that nobody announced");
        dialer.rotate();
        await(() -> !first.equals(book.secret(3, 3)), "no rotation");
        assertNotNull(book.secret(3, 3));
        assertEquals(first, book.earlier(3, 3));
    }

    @Test
    void shouldGiveBothProcessesOneSecretAndEachPairOfNodesItsOwn() {
        var a = founded("a", 0);
        var token = a.token(Duration.ofMinutes(1));
        var b = joined("b", token, 1);
        await(() -> a.book().secret(0, 1) != null && b.book().secret(1, 0) != null, "no secret");
        assertEquals(a.book().secret(0, 1), b.book().secret(1, 0));
        assertNotEquals(a.book().secret(0, 1), a.book().secret(7, 1));
        var used = assertThrows(
                StorageException.class,
                () -> JoinClient.join(token, new TrustFolder(data.resolve("c"), events)));
        assertTrue(
                used.getMessage().contains("used before")
                        || used.getMessage().contains("Nobody answers"),
                used.getMessage());
    }

    @Test
    void shouldWithdrawTheSecretWithTheConnectionAndComeBack() {
        var a = founded("a", 0);
        int port = a.listen(0);
        var token = a.token(Duration.ofMinutes(1));
        var b = joined("b", token, 1);
        await(() -> b.book().secret(1, 0) != null, "no secret");
        PairSecret first = b.book().secret(1, 0);
        a.close();
        networks.remove(a);
        await(() -> b.book().secret(1, 0) == null, "the secret outlives its connection");
        assertEquals(first, b.book().earlier(1, 0));
        await(
                () -> events.alerts().stream()
                        .anyMatch(one -> one.kind().equals("control-link-down")),
                "no alert");
        var folder = new TrustFolder(data.resolve("a"), events);
        var back = network("a", folder.identity(Instant.now()), folder, 0);
        back.listen(port);
        await(() -> b.book().secret(1, 0) != null, "no new connection");
        assertNotEquals(first, b.book().secret(1, 0));
        await(() -> events.alerts().isEmpty(), "the alert stands");
    }

    @Test
    void shouldRefuseOtherClustersAndSayWhy() {
        var a = founded("a", 0);
        var stranger = founded("x", 1);
        stranger.dial(HOST, a.listen(0));
        await(() -> !events.alerts().isEmpty(), "no alert");
        String remedy = events.alerts().getFirst().remedy();
        assertTrue(remedy.contains("another cluster"), remedy);
        assertNull(a.book().secret(0, 1));
        assertNull(stranger.book().secret(1, 0));
        var token = a.token(Duration.ofMinutes(1));
        var other = new JoinToken(token.host(), token.port(), new byte[32], token.secret());
        var refused = assertThrows(
                StorageException.class,
                () -> JoinClient.join(other, new TrustFolder(data.resolve("c"), events)));
        assertTrue(
                refused.getMessage().contains("not the cluster that made the token"),
                refused.getMessage());
    }

    @Test
    void shouldRefuseASecondProcessWithTheSameNodes() {
        var a = founded("a", 0);
        var b = joined("b", a.token(Duration.ofMinutes(1)), 1);
        await(() -> a.book().secret(0, 1) != null && b.book().secret(1, 0) != null, "no secret");
        PairSecret good = a.book().secret(0, 1);
        var clone = joined("c", a.token(Duration.ofMinutes(1)), 1);
        await(
                () -> events.alerts().stream()
                        .anyMatch(one -> one.kind().equals("node-announced-twice")),
                "no alert");
        assertEquals(good, a.book().secret(0, 1));
        assertNotEquals(good, clone.book().secret(1, 0));
    }
}
