package io.heddle.systests.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.bench.lab.Namespace;
import io.heddle.bench.peer.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Proves that a NIC that dies under load and comes back costs time and nothing else. */
class LinkCutTest {
    private static final int MTU_BYTES = 1_500;
    private static final String LOAD = "op=echo bytes=4096 outstanding=16 peers=0";
    private static final long CUT_MS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** S84-S92: the other NIC carries on. */
    @ParameterizedTest(name = "IPv6 {0}")
    @ValueSource(booleans = {false, true})
    void shouldGoOnWhenOneOfTwoLinksIsCut(boolean six) throws Exception {
        try (Nodes nodes = Nodes.open("one of two links is cut")) {
            List<Namespace> at = Nets.pair(nodes.lab, 2, MTU_BYTES);
            for (Namespace namespace : at) {
                // IPv6 addresses go with the link otherwise.
                namespace.shell("echo 1 > /proc/sys/net/ipv6/conf/all/keep_addr_on_down");
            }
            nodes.start(at.get(0), Nets.address(six, 0, 0), Nets.address(six, 1, 0));
            nodes.start(at.get(1), Nets.address(six, 0, 1), Nets.address(six, 1, 1));
            long executed = nodes.run(1, LOAD + " requests=" + Nodes.REQUESTS).number("answered");
            for (int cut = 0; cut < 4; cut++) {
                String nic = "e" + cut % 2;
                nodes.begin(1, LOAD);
                await(nodes, 100);
                // First one end's, then the other's: the far end's NIC loses its carrier only.
                Namespace where = at.get(cut / 2);
                where.ip("link set " + nic + " down");
                TimeUnit.MILLISECONDS.sleep(CUT_MS);
                await(nodes, 1_000);
                where.ip("link set " + nic + " up");
                await(nodes, 1_000);
                Answer result = nodes.finish(1);
                executed += result.number("answered");
                System.out.printf(
                        "cut of %s at %s, IPv6 %s: longest stall %d ms%n",
                        nic, where.name(), six, result.number("stallNs") / 1_000_000);
            }
            nodes.verify(executed);
        }
    }

    /** Nothing else is there to carry on: requests wait for the link. */
    @Test
    void shouldWaitWhenTheOnlyLinkIsCut() throws Exception {
        try (Nodes nodes = Nodes.open("the only link is cut")) {
            List<Namespace> at = Nets.pair(nodes.lab, 1, MTU_BYTES);
            nodes.start(at.get(0), Nets.ipv4(0, 0));
            nodes.start(at.get(1), Nets.ipv4(0, 1));
            nodes.begin(1, LOAD);
            await(nodes, 1_000);
            at.get(1).ip("link set e0 down");
            TimeUnit.MILLISECONDS.sleep(CUT_MS);
            at.get(1).ip("link set e0 up");
            await(nodes, 1_000);
            Answer result = nodes.finish(1);
            nodes.verify(result.number("answered"));
            assertEquals(0, nodes.counter(1, "sessions_lost"));
            assertTrue(result.number("stallNs") > CUT_MS * 1_000_000 / 2, result.toString());
        }
    }

    /** A NIC is added to a node under load and taken away again. */
    @Test
    void shouldTakeAndLeaveALinkUnderLoad() throws Exception {
        try (Nodes nodes = Nodes.open("a link comes and goes")) {
            List<Namespace> at = Nets.pair(nodes.lab, 2, MTU_BYTES);
            nodes.start(at.get(0), Nets.ipv4(0, 0), Nets.ipv4(1, 0));
            nodes.start(at.get(1), Nets.ipv4(0, 1), Nets.ipv4(1, 1));
            nodes.begin(1, LOAD);
            for (int round = 0; round < 4; round++) {
                await(nodes, 500);
                int slot = round % 2;
                nodes.peer(1).ask("drain slot=" + slot, PATIENCE);
                nodes.peer(0).ask("peer node=1 slot=" + slot, PATIENCE);
                await(nodes, 500);
                nodes.peer(1).ask("portdown slot=" + slot, PATIENCE);
                await(nodes, 500);
                Answer back = nodes.peer(1).ask("portup slot=" + slot, PATIENCE);
                nodes.peer(0).publish(1, slot, back);
            }
            nodes.verify(nodes.finish(1).number("answered"));
        }
    }

    /** Waits until the load of node 1 has so many more answers. */
    private static void await(Nodes nodes, long more) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long wanted = answered(nodes) + more;
        while (answered(nodes) < wanted) {
            assertTrue(System.nanoTime() < end, "no answers any more");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static long answered(Nodes nodes) throws Exception {
        return nodes.peer(1).ask("progress", PATIENCE).number("answered");
    }
}
