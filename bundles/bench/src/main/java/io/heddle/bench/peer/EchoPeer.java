package io.heddle.bench.peer;

import io.heddle.layout.AddressBook;
import io.heddle.net.NetAddress;
import io.heddle.runtime.StandaloneLoop;
import io.heddle.testkit.sim.ImpairedPort;
import io.heddle.testkit.sim.LinkFaults;
import io.heddle.transport.Endpoint;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A node of the transport in a process of its own: one production loop, ports of a driver on given
 * addresses, a server that echoes and a client that asks. Told what to do by {@link PeerProcess}.
 *
 * <p>Arguments: {@code node=N bind=ADDRESS[@LABEL][,...] [spinNs=NS] [driver=udp-native] [seed=S]},
 * and those of {@link DpdkDriver} for {@code driver=dpdk}.
 */
public final class EchoPeer {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long CALL_SECONDS = 60;

    private final StandaloneLoop loop;
    private final AddressBook book = new AddressBook();
    private final EchoService service = new EchoService();
    private final Latencies latencies = new Latencies();
    private final int node;
    private final Endpoint endpoint;
    private final PeerPorts ports;
    private final long loopThread;
    private @Nullable EchoLoad load;
    private long nextNumber;

    private EchoPeer(Answer arguments) throws IOException {
        node = (int) arguments.number("node");
        loop = StandaloneLoop.start("peer-" + node, arguments.number("spinNs", 0));
        endpoint = onLoop(() -> {
            Endpoint made = Transports.open()
                    .endpoint(node, loop.loop(), book, Transports.keys(arguments), service);
            loop.loop().add(made);
            return made;
        });
        ports = new PeerPorts(
                loop.loop(),
                endpoint,
                PeerDrivers.prepared(arguments),
                arguments.number("seed", node));
        List<PeerPorts.Bind> binds = binds(arguments.text("bind"));
        loopThread = onLoop(() -> {
            ports.open(binds);
            return Thread.currentThread().threadId();
        });
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new EchoPeer(Answer.parse(String.join(" ", arguments))).serve();
    }

    private void serve() throws IOException, InterruptedException {
        var line = new CommandLine(Map.ofEntries(
                Map.entry("peer", this::peer),
                Map.entry("start", this::start),
                Map.entry("progress", ignored -> "answered=" + running().answered()),
                Map.entry("wait", this::await),
                Map.entry("finish", this::finish),
                Map.entry("usage", ignored -> usage()),
                Map.entry("counters", ignored -> counters()),
                Map.entry("impair", this::impair),
                Map.entry("portup", arguments -> port(arguments, ports::up)),
                Map.entry("drain", arguments -> port(arguments, ports::drain)),
                Map.entry("portdown", arguments -> port(arguments, ports::down))));
        line.serve("node=" + node + " " + onLoop(ports::addresses));
        String unused = onLoop(() -> {
            ports.closeAll();
            loop.loop().remove(endpoint);
            return "";
        });
        loop.close();
    }

    private <T> T onLoop(Callable<T> call) {
        return loop.loop()
                .submit(call)
                .orTimeout(CALL_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static List<PeerPorts.Bind> binds(String text) throws UnknownHostException {
        var binds = new ArrayList<PeerPorts.Bind>();
        for (String one : text.split(",")) {
            String[] parts = one.split("@", 2);
            byte[] bytes = InetAddress.getByName(parts[0]).getAddress();
            NetAddress address = bytes.length == 4
                    ? NetAddress.ipv4(ByteBuffer.wrap(bytes).getInt(), 0)
                    : new NetAddress(
                            ByteBuffer.wrap(bytes).getLong(),
                            ByteBuffer.wrap(bytes).getLong(8),
                            0);
            binds.add(new PeerPorts.Bind(address, parts.length > 1 ? parts[1] : ""));
        }
        return binds;
    }

    /** Publishes a peer's address, or withdraws it where no port is given. */
    private String peer(Answer arguments) {
        int other = (int) arguments.number("node");
        int slot = (int) arguments.number("slot");
        int port = (int) arguments.number("port", 0);
        if (port == 0) {
            book.withdraw(other, slot);
        } else {
            book.publish(
                    other,
                    slot,
                    arguments.number("high"),
                    arguments.number("low"),
                    port,
                    arguments.text("label"));
        }
        return "";
    }

    private String start(Answer arguments) {
        if (load != null) {
            throw new IllegalStateException("a load runs");
        }
        var next = new EchoLoad(
                loop.loop().env(), endpoint, latencies, LoadPlan.parse(arguments), nextNumber);
        load = next;
        return onLoop(() -> {
            next.begin();
            return "";
        });
    }

    private EchoLoad running() {
        if (load == null) {
            throw new IllegalStateException("no load runs");
        }
        return load;
    }

    /** Waits for the end of the load, at most {@code limit} seconds. */
    private String await(Answer arguments) {
        EchoLoad ending = running();
        long limit = arguments.number("limit", CALL_SECONDS);
        String result = ending.result().orTimeout(limit, TimeUnit.SECONDS).join();
        load = null;
        nextNumber = ending.usedNumbers();
        return result + " " + latencies.percentiles();
    }

    private String finish(Answer arguments) {
        EchoLoad ending = running();
        String unused = onLoop(() -> {
            ending.finish();
            return "";
        });
        return await(arguments);
    }

    /** What was used up since the start: CPU, bytes that the loop allocated, datagrams that it sent. */
    private String usage() throws IOException {
        long datagrams = 0;
        for (var counter : loop.counters().values().entrySet()) {
            if (counter.getKey().startsWith("heddle_transport_tx_datagrams")) {
                datagrams += counter.getValue();
            }
        }
        return "cpuNs=" + CpuClock.ownNs() + " allocated="
                + THREADS.getThreadAllocatedBytes(loopThread) + " datagrams=" + datagrams;
    }

    private String counters() {
        var text = new StringBuilder(service.counts()).append(' ').append(onLoop(ports::counts));
        loop.counters().values().forEach((name, value) -> {
            if (name.startsWith("heddle_transport_")) {
                String plain =
                        name.replace("heddle_transport_", "").replaceAll("(_total)?\\{.*", "");
                text.append(' ').append(plain).append('=').append(value);
            }
        });
        return text + " alerts=" + loop.events().alerts().size();
    }

    private String impair(Answer arguments) {
        LinkFaults faults = ImpairedPort.CLEAN
                .loss(arguments.real("loss", 0))
                .duplicates(arguments.real("duplicate", 0))
                .reorder(arguments.real("reorder", 0))
                .corrupt(arguments.real("corrupt", 0))
                .delay(arguments.number("minNs", 0), arguments.number("maxNs", 0));
        return onLoop(() -> {
            ports.impair((int) arguments.number("slot", -1), faults);
            return "";
        });
    }

    /** What is done with a port, by its slot. */
    @FunctionalInterface
    private interface OnSlot {
        void run(int slot);
    }

    private String port(Answer arguments, OnSlot action) {
        int slot = (int) arguments.number("slot");
        return onLoop(() -> {
            action.run(slot);
            return ports.addresses();
        });
    }
}
