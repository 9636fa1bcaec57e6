package io.heddle.control.internal.link;

import io.heddle.control.internal.trust.Enrolment;
import io.heddle.control.internal.trust.JoinToken;
import io.heddle.control.internal.trust.TrustFolder;
import io.heddle.drivers.udp.nativ.NativeUdpDriver;
import io.heddle.layout.AddressBook;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.Counters;
import io.heddle.runtime.internal.EpollLoop;
import io.heddle.runtime.internal.LoopConfig;
import io.heddle.testkit.driver.RecordedPortEvents;
import io.heddle.testkit.sim.RecordedEvents;
import io.heddle.transport.Endpoint;
import io.heddle.transport.internal.TransportService;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One process of a cluster with one node: trust, control network, a loop, real UDP. */
final class Member implements AutoCloseable {
    static final int FOUNDER = 0;
    static final int JOINER = 1;
    static final int CALLS = 200;
    private static final String HOST = "127.0.0.1";
    private static final int LOOPBACK = 0x7f00_0001;
    private static final int ECHO = 1;
    private static final int BODY_BYTES = 3_000;
    private static final long WAIT_SECONDS = 60;

    final ControlNetwork network;
    final Counters counters = new Counters();
    private final RecordedEvents events = new RecordedEvents(System::nanoTime);
    private final AddressBook book = new AddressBook();
    private final EpollLoop loop;
    private final TransportService transport = new TransportService();
    private final Arena arena = Arena.ofShared();
    private final Endpoint endpoint;
    private final NetPort port;

    Member(int node, TrustFolder folder) throws IOException {
        var identity = folder.identity(Instant.now());
        network = new ControlNetwork(
                identity,
                List.of(new NodeRange(node, 1)),
                new Enrolment(folder, identity, events, Clock.systemUTC()),
                events,
                HOST);
        loop = EpollLoop.start(LoopConfig.parked("member-" + node), events, counters);
        endpoint = on(() -> {
            var made = transport.endpoint(
                    node,
                    loop,
                    book,
                    network.book(),
                    request -> request.reply(
                            7,
                            request.body(),
                            request.bodyOffset(),
                            request.bodyBytes(),
                            MemorySegment.NULL,
                            0,
                            0));
            loop.add(made);
            return made;
        });
        port = on(() -> {
            var opened = new NativeUdpDriver()
                    .open(
                            new PortConfig("test", NetAddress.ipv4(LOOPBACK, 0), 1_400),
                            new RecordedPortEvents());
            endpoint.laneUser().portUp(0, opened, "");
            return opened;
        });
    }

    static TrustFolder folder(Path data) {
        return new TrustFolder(data, new RecordedEvents(System::nanoTime));
    }

    private <T> T on(java.util.concurrent.Callable<T> call) {
        try {
            return loop.submit(call).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    int udpPort() {
        return port.localAddress().port();
    }

    void knows(int node, int udpPort) {
        var address = NetAddress.ipv4(LOOPBACK, udpPort);
        book.publish(node, 0, address.high(), address.low(), address.port(), "");
    }

    /** Calls the peer, one after the other; the answer is how many came back right. */
    int call(int peer) throws InterruptedException {
        var right = new AtomicInteger();
        var done = new CountDownLatch(CALLS);
        MemorySegment body = arena.allocate(BODY_BYTES);
        body.fill((byte) 42);
        on(() -> {
            next(peer, body, right, done);
            return true;
        });
        done.await(WAIT_SECONDS, TimeUnit.SECONDS);
        return right.get();
    }

    private void next(int peer, MemorySegment body, AtomicInteger right, CountDownLatch done) {
        int taken = endpoint.session(peer)
                .call(
                        ECHO,
                        0,
                        body,
                        0,
                        BODY_BYTES,
                        MemorySegment.NULL,
                        0,
                        0,
                        (token, status, reply, offset, length) -> {
                            boolean same = length == BODY_BYTES
                                    && reply.asSlice(offset, length).mismatch(body) < 0;
                            right.addAndGet(status == 7 && same ? 1 : 0);
                            done.countDown();
                            if (done.getCount() > 0) {
                                next(peer, body, right, done);
                            }
                        },
                        0);
        if (taken != 0) {
            throw new AssertionError("A call was refused");
        }
    }

    long count(String name) {
        return counters.values().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("heddle_transport_" + name + "_total"))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
    }

    @Override
    public void close() {
        on(() -> {
            endpoint.laneUser().portDown(0);
            port.close();
            loop.remove(endpoint);
            return true;
        });
        loop.close();
        transport.close();
        network.close();
        arena.close();
    }

    /** The second process: joins by a token, calls the first, says what happened. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var folder = folder(Path.of(arguments[0]));
        String control = JoinClient.join(JoinToken.decode(arguments[1]), folder);
        try (var member = new Member(JOINER, folder)) {
            member.network.dial(
                    HOST, Integer.parseInt(control.substring(control.indexOf(':') + 1)));
            System.out.println("port " + member.udpPort());
            var in = new BufferedReader(new InputStreamReader(System.in));
            member.knows(FOUNDER, Integer.parseInt(in.readLine()));
            System.out.println("right " + member.call(FOUNDER) + " sealed "
                    + member.count("sealed_datagrams") + " sent " + member.count("tx_datagrams"));
        }
    }
}
