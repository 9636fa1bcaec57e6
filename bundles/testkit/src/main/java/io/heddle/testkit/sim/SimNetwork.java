package io.heddle.testkit.sim;

import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The network of a {@link SimWorld}. Links are named by the nodes at their ends, so that a swap to
 * another port changes nothing.
 */
public final class SimNetwork {
    private static final int FIRST_DESCRIPTOR = 1 << 20;

    private enum Kind {
        LOST,
        DUPLICATED,
        REORDERED,
        CORRUPTED,
        LATE,
        OVERFLOWED,
        SWALLOWED,
        MARKED
    }

    private record Ends(String from, String to) {}

    private record Entrance(String node, int nic) {}

    private record Narrowing(long bytesPerSecond, int queueBytes, int markBytes) {}

    /** One direction between two nodes, whatever their ports. */
    static final class Link {
        private final String from;
        private final String to;

        /** Each pair of NICs keeps an order of its own. */
        private final long[] lastArrivalNs = new long[SimNic.MOST * SimNic.MOST];

        private @Nullable LinkFaults own;

        Link(String from, String to) {
            this.from = from;
            this.to = to;
        }
    }

    private final SimWorld world;
    private final SplittableRandom random;
    private final Map<NetAddress, SimPort> ports = new HashMap<>();
    private final Map<Ends, Link> links = new HashMap<>();
    private final Map<String, Narrowing> narrow = new HashMap<>();
    private final Map<Entrance, Bottleneck> bottlenecks = new HashMap<>();
    private final Map<String, Integer> hosts = new HashMap<>();
    private final int[] mtuBytes = new int[SimNic.MOST];
    private final long[] injected = new long[Kind.values().length];
    private LinkFaults faults = LinkFaults.NONE;
    private double lateRate;
    private long lateNs;
    private int nextPort = 20_000;
    private long lost;
    private long crossed;

    SimNetwork(SimWorld world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** Opens a port for a node that has one NIC; its address is new each time. */
    public SimPort open(SimLoop loop, PortShape shape) {
        return open(loop, SimNic.only(), shape);
    }

    /** Makes a NIC of a node. Nodes of one name have one address in each network. */
    public SimNic nic(String node, int number, String label) {
        int host = hosts.computeIfAbsent(node, name -> hosts.size() + 1);
        return SimNic.of(number, host, label);
    }

    /** Opens a port for a node; its UDP port is new each time. */
    SimPort open(SimLoop loop, SimNic nic, PortShape shape) {
        NetAddress address = NetAddress.ipv4(nic.address(), nextPort);
        SimPort port = new SimPort(this, loop, nic, address, FIRST_DESCRIPTOR + nextPort, shape);
        nextPort++;
        ports.put(address, port);
        return port;
    }

    /** How all links behave that have no faults of their own, from now on. */
    public void faults(LinkFaults wanted) {
        faults = wanted;
    }

    /** How the link of two nodes behaves in one direction. */
    public void faults(String from, String to, LinkFaults wanted) {
        link(from, to).own = wanted;
    }

    /** Lets nothing pass in one direction. */
    public void cut(String from, String to) {
        faults(from, to, LinkFaults.CUT);
    }

    /** Lets nothing pass between a node and all others. */
    public void isolate(String node) {
        for (SimLoop other : world.loops()) {
            if (!other.name().equals(node)) {
                cut(node, other.name());
                cut(other.name(), node);
            }
        }
    }

    /** Takes the faults of one direction of a link back. */
    public void heal(String from, String to) {
        link(from, to).own = null;
    }

    /** Takes all faults of single links back. */
    public void heal() {
        links.values().forEach(link -> link.own = null);
    }

    /**
     * A copy of some datagrams arrives again much later, when its session may be over.
     *
     * @param mostNs how much later at most
     */
    public void stragglers(double rate, long mostNs) {
        lateRate = rate;
        lateNs = mostNs;
    }

    /** All senders to a NIC of a node share a link of this rate, with a queue before it. */
    public void bottleneck(String node, long bytesPerSecond, int queueBytes) {
        bottleneck(node, bytesPerSecond, queueBytes, 0);
    }

    /** As {@link #bottleneck(String, long, int)}, and a queue longer than that marks what comes. */
    public void bottleneck(String node, long bytesPerSecond, int queueBytes, int markBytes) {
        narrow.put(node, new Narrowing(bytesPerSecond, queueBytes, markBytes));
        bottlenecks.keySet().removeIf(entrance -> entrance.node.equals(node));
    }

    /** A network carries no datagrams larger than this and says nothing; 0 for no bound. */
    public void mtu(int number, int bytes) {
        mtuBytes[number] = bytes;
    }

    /** Takes all bottlenecks away. */
    public void widen() {
        narrow.clear();
        bottlenecks.clear();
    }

    /** What was done to datagrams on purpose; cuts and closed ports are not in it. */
    public Injected injected() {
        return new Injected(
                injected[Kind.LOST.ordinal()],
                injected[Kind.DUPLICATED.ordinal()],
                injected[Kind.REORDERED.ordinal()],
                injected[Kind.CORRUPTED.ordinal()],
                injected[Kind.LATE.ordinal()],
                injected[Kind.OVERFLOWED.ordinal()],
                injected[Kind.SWALLOWED.ordinal()],
                injected[Kind.MARKED.ordinal()]);
    }

    /** Wire datagrams that were lost by loss, cuts and closed ports. */
    public long lost() {
        return lost;
    }

    /** Wire datagrams from a NIC of one number to one of another, that is, to another switch. */
    public long crossed() {
        return crossed;
    }

    /** Open ports; a test that has closed everything sees 0. */
    public int openPorts() {
        return ports.size();
    }

    Link link(String from, String to) {
        return links.computeIfAbsent(new Ends(from, to), ends -> new Link(ends.from, ends.to));
    }

    SplittableRandom random() {
        return random;
    }

    void closeAll(SimLoop loop) {
        List<SimPort> own = new ArrayList<>(ports.values());
        own.removeIf(port -> port.loop() != loop);
        own.forEach(SimPort::close);
    }

    void closed(SimPort port) {
        ports.remove(port.localAddress());
    }

    void send(SimPort from, NetAddress to, byte[] bytes) {
        SimPort target = ports.get(to);
        if (target == null || target.isDeaf()) {
            lost++;
            return;
        }
        int ways = target.nic().number();
        if (from.nic().number() != ways) {
            crossed++;
        }
        if (isTooLarge(bytes, from.nic().number()) || isTooLarge(bytes, ways)) {
            count(Kind.SWALLOWED);
            return;
        }
        Link link = from.linkTo(target);
        ways += from.nic().number() * SimNic.MOST;
        LinkFaults own = link.own;
        LinkFaults now = own == null ? faults : own;
        if (strikes(now.lossRate())) {
            lost++;
            count(now.lossRate() < 1 ? Kind.LOST : null);
            return;
        }
        if (strikes(now.duplicateRate())) {
            count(Kind.DUPLICATED);
            carry(from.localAddress(), to, bytes.clone(), link, ways, now);
        }
        if (strikes(lateRate)) {
            count(Kind.LATE);
            byte[] copy = bytes.clone();
            NetAddress source = from.localAddress();
            world.after(random.nextLong(lateNs), () -> arrive(source, to, copy, link));
        }
        if (bytes.length > 0 && strikes(now.corruptRate())) {
            count(Kind.CORRUPTED);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        carry(from.localAddress(), to, bytes, link, ways, now);
    }

    private boolean isTooLarge(byte[] bytes, int number) {
        return mtuBytes[number] > 0 && bytes.length > mtuBytes[number];
    }

    private void carry(
            NetAddress from, NetAddress to, byte[] bytes, Link link, int ways, LinkFaults now) {
        long delay = now.minDelayNs()
                + (now.maxDelayNs() > now.minDelayNs()
                        ? random.nextLong(now.maxDelayNs() - now.minDelayNs() + 1)
                        : 0);
        long arrival = world.nowNs() + delay;
        if (strikes(now.reorderRate())) {
            count(Kind.REORDERED);
            arrival += random.nextLong(10 * now.maxDelayNs() + 1);
        } else {
            long wire = now.bytesPerSecond() == 0
                    ? 1
                    : bytes.length * 1_000_000_000L / now.bytesPerSecond() + 1;
            arrival = Math.max(arrival, link.lastArrivalNs[ways] + wire);
            link.lastArrivalNs[ways] = arrival;
        }
        world.at(arrival, () -> arrive(from, to, bytes, link));
    }

    private void arrive(NetAddress from, NetAddress to, byte[] bytes, Link link) {
        Bottleneck entrance = narrow.isEmpty() ? null : entrance(link.to, to);
        if (entrance == null) {
            deliver(from, to, bytes, link, false);
            return;
        }
        boolean marks = entrance.marks(world.nowNs());
        long passed = entrance.pass(world.nowNs(), bytes.length);
        if (passed < 0) {
            count(Kind.OVERFLOWED);
            return;
        }
        count(marks ? Kind.MARKED : null);
        world.at(passed, () -> deliver(from, to, bytes, link, marks));
    }

    private @Nullable Bottleneck entrance(String node, NetAddress to) {
        Narrowing wanted = narrow.get(node);
        SimPort target = ports.get(to);
        if (wanted == null || target == null) {
            return null;
        }
        return bottlenecks.computeIfAbsent(
                new Entrance(node, target.nic().number()),
                key -> new Bottleneck(wanted.bytesPerSecond, wanted.queueBytes, wanted.markBytes));
    }

    private void deliver(NetAddress from, NetAddress to, byte[] bytes, Link link, boolean marked) {
        SimPort target = ports.get(to);
        if (target == null || target.isDeaf()) {
            lost++;
            return;
        }
        world.arrived(link.from, link.to, bytes);
        target.receive(from, bytes, marked);
    }

    private void count(@Nullable Kind kind) {
        if (kind != null) {
            injected[kind.ordinal()]++;
        }
    }

    private boolean strikes(double rate) {
        return rate > 0 && random.nextDouble() < rate;
    }
}
