package io.heddle.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.net.LaneUser;
import io.heddle.testkit.sim.DiskFaults;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.RequestHandler;
import io.heddle.transport.Session;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Every checker is shown what it is there to find, in a seed that is good otherwise. */
class InvariantsTest {
    private static final long SEED = seed(false, 1);
    private static final long INCAST_SEED = seed(true, 1);

    /** Two NICs of which none is ever gone, so that a transport may ignore one of them. */
    private static final long NICS_SEED = seed(false, 2);

    /** Which of the requests, answers or calls of the world is spoilt. */
    private static final int WHICH = 300;

    private static final AtomicInteger RUNS = new AtomicInteger();

    private static long seed(boolean incast, int nics) {
        return LongStream.range(1, 10_000)
                .filter(seed -> {
                    Scenario scenario = Scenario.of(seed);
                    return scenario.has(FaultKind.INCAST) == incast
                            && scenario.nics() == nics
                            && scenario.labels() == nics > 1
                            && !scenario.has(FaultKind.NIC_DEATH)
                            && !scenario.has(FaultKind.NIC_CHANGE)
                            && !scenario.has(FaultKind.PORT_LOSS)
                            && !scenario.separates()
                            && !scenario.big();
                })
                .findFirst()
                .orElseThrow();
    }

    private static SeedReport run(long seed, Function<AtomicInteger, BrokenTransport> broken) {
        var count = new AtomicInteger();
        return SeedRun.of(seed, () -> broken.apply(count), cluster -> {});
    }

    private static void shows(Invariant invariant, SeedReport report) {
        assertTrue(
                report.violations().stream().anyMatch(found -> found.invariant() == invariant),
                () -> invariant + " was not found in seed " + report.seed() + " but "
                        + report.violations());
        assertTrue(report.lastEvents().size() > 10, "the trace has no end");
    }

    @Test
    void shouldFindNothingInAGoodTransport() {
        for (long seed : new long[] {SEED, INCAST_SEED, NICS_SEED}) {
            SeedReport report = run(seed, BrokenTransport::new);
            assertEquals(List.of(), report.violations(), "seed " + seed);
            assertEquals(SeedRun.of(seed).traceHash(), report.traceHash());
        }
    }

    @Test
    void shouldFindAnExecutionTooMuch() {
        shows(Invariant.AT_MOST_ONCE, run(SEED, count -> new BrokenTransport(count) {
            @Override
            void onRequest(InboundRequest request, RequestHandler handler) {
                if (isTheOne(WHICH)) {
                    handler.onRequest(new UnansweredRequest(request));
                }
                handler.onRequest(request);
            }
        }));
    }

    @Test
    void shouldFindAMutationThatADiskHasLost() {
        SeedReport report = SeedRun.of(SEED, SeedRun::shipped, cluster -> {
            for (SimProcess process : cluster.processes) {
                process.loop()
                        .disks()
                        .forEach(disk -> disk.faults(DiskFaults.NONE.misdirects(0.5)));
            }
        });
        shows(Invariant.EXACTLY_ONCE, report);
    }

    @Test
    void shouldFindAChangedByteOfAnAnswer() {
        shows(Invariant.INTEGRITY, run(SEED, count -> new BrokenTransport(count) {
            @Override
            void onReply(
                    ReplyHandler handler,
                    long token,
                    int status,
                    MemorySegment body,
                    long offset,
                    int bytes) {
                byte[] copy = body.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE);
                if (bytes > 0 && isTheOne(WHICH)) {
                    copy[bytes / 2] ^= 4;
                }
                handler.onReply(token, status, MemorySegment.ofArray(copy), 0, bytes);
            }
        }));
    }

    @Test
    void shouldFindTheAnswerOfAnotherRequest() {
        shows(Invariant.ANSWER, run(SEED, count -> new BrokenTransport(count) {
            private int before;

            @Override
            void onReply(
                    ReplyHandler handler,
                    long token,
                    int status,
                    MemorySegment body,
                    long offset,
                    int bytes) {
                int told = isTheOne(WHICH) ? before : status;
                before = status;
                handler.onReply(token, told, body, offset, bytes);
            }
        }));
    }

    @Test
    void shouldFindASessionThatIsLostForNothing() {
        shows(Invariant.SESSION, run(SEED, count -> new BrokenTransport(count) {
            @Override
            void onReply(
                    ReplyHandler handler,
                    long token,
                    int status,
                    MemorySegment body,
                    long offset,
                    int bytes) {
                int told = isTheOne(WHICH) ? Session.PEER_LOST : status;
                handler.onReply(token, told, body, offset, bytes);
            }
        }));
    }

    @Test
    void shouldFindALostAnswer() {
        shows(Invariant.LIVENESS, run(SEED, count -> new BrokenTransport(count) {
            @Override
            void onReply(
                    ReplyHandler handler,
                    long token,
                    int status,
                    MemorySegment body,
                    long offset,
                    int bytes) {
                if (!isTheOne(WHICH)) {
                    handler.onReply(token, status, body, offset, bytes);
                }
            }
        }));
    }

    @Test
    void shouldFindASlotABufferAndAGrantThatNobodyGivesBack() {
        SeedReport report = run(SEED, count -> new BrokenTransport(count) {
            @Override
            void onHidden(InboundRequest request) {}

            @Override
            @Nullable
            Integer onCall(int node, int opcode, Session session) {
                if (isTheOne(WHICH)) {
                    hiddenCall(session, 100, 100_000);
                }
                return null;
            }
        });
        shows(Invariant.LEAK, report);
        String all = report.violations().toString();
        assertTrue(all.contains("slots free") && all.contains("buffers are held"), all);
        assertTrue(all.contains("bytes that it granted"), all);
    }

    @Test
    void shouldFindCreditThatNobodyGivesBack() {
        SeedReport report = run(SEED, count -> new BrokenTransport(count) {
            @Override
            void onHidden(InboundRequest request) {}

            @Override
            @Nullable
            Integer onCall(int node, int opcode, Session session) {
                if (opcode == Operation.Kind.HELD.ordinal() + 1 && isTheOne(1)) {
                    hiddenCall(session, 100_000, 0);
                }
                return null;
            }
        });
        shows(Invariant.LEAK, report);
        String all = report.violations().toString();
        assertTrue(all.contains("of the credit"), all);
    }

    @Test
    void shouldFindASenderThatStarves() {
        shows(Invariant.FAIRNESS, run(INCAST_SEED, count -> new BrokenTransport(count) {
            private int asked;

            @Override
            @Nullable
            Integer onCall(int node, int opcode, Session session) {
                boolean starves = node == Cluster.FIRST_SENDER && asked++ % 50 != 0;
                return starves ? Session.REFUSED : null;
            }
        }));
    }

    @Test
    void shouldFindAnOperationThatWaitsForLong() {
        shows(Invariant.STALL, run(NICS_SEED, count -> new BrokenTransport(count) {
            @Override
            @Nullable
            Integer onCall(int node, int opcode, Session session) {
                boolean plain = opcode == Operation.Kind.PLAIN.ordinal() + 1;
                int number = plain ? count.incrementAndGet() : 0;
                return number > 100 && number < 1_000 ? Session.REFUSED : null;
            }
        }));
    }

    @Test
    void shouldFindANicThatCarriesNothing() {
        shows(Invariant.FAILBACK, run(NICS_SEED, count -> new BrokenTransport(count) {
            @Override
            LaneUser laneUser(int node, LaneUser user) {
                return new BrokenLaneUser(
                        user, label -> label.equals("switch 1") ? BrokenLaneUser.UNSEEN : label);
            }
        }));
    }

    @Test
    void shouldFindTrafficThatLeavesItsSwitch() {
        shows(Invariant.SWITCH, run(NICS_SEED, count -> new BrokenTransport(count) {
            @Override
            LaneUser laneUser(int node, LaneUser user) {
                return node < AddressBook.FIRST_CLIENT
                        ? user
                        : new BrokenLaneUser(
                                user, label -> label.equals("switch 1") ? "switch 0" : "switch 1");
            }
        }));
    }

    @Test
    void shouldFindACounterThatTellsSomethingElse() {
        shows(Invariant.COUNTERS, run(SEED, count -> new BrokenTransport(count) {
            @Override
            @Nullable
            Integer onCall(int node, int opcode, Session session) {
                if (isTheOne(WHICH)) {
                    hiddenCall(session, 100, 0);
                }
                return null;
            }
        }));
    }

    @Test
    void shouldFindCodeThatThrows() {
        shows(Invariant.DEFECT, run(SEED, count -> new BrokenTransport(count) {
            @Override
            void onRequest(InboundRequest request, RequestHandler handler) {
                if (isTheOne(WHICH)) {
                    throw new AssertionError("thrown on purpose");
                }
                handler.onRequest(request);
            }
        }));
    }

    @Test
    void shouldFindARunThatIsNotTheSameAgain() {
        SeedReport one = unsteady();
        SeedReport two = unsteady();
        assertNotEquals(one.traceHash(), two.traceHash());
        shows(Invariant.DETERMINISM, Campaign.compared(one, two));
        assertEquals(List.of(), Campaign.compared(one, one).violations());
    }

    /** A transport that remembers the run before. */
    private static SeedReport unsteady() {
        int refused = RUNS.incrementAndGet();
        return run(SEED, count -> new BrokenTransport(count) {
            @Override
            @Nullable
            Integer onCall(int node, int opcode, Session session) {
                return isTheOne(WHICH + refused) ? Session.REFUSED : null;
            }
        });
    }
}
