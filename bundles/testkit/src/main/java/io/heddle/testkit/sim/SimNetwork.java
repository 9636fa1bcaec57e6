package io.heddle.testkit.sim;

import io.heddle.net.NetAddress;

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
    private static final int LOOPBACK = 0x7f00_0001;
    private static final int FIRST_DESCRIPTOR = 1 << 20;

    private record Link(String from, String to) {}

    private final SimWorld world;
    private final SplittableRandom random;
    private final Map<NetAddress, SimPort> ports = new HashMap<>();
    private final Map<Integer, SimPort> descriptors = new HashMap<>();
    private final Map<Link, LinkFaults> links = new HashMap<>();
    private final Map<Link, Long> lastArrivalNs = new HashMap<>();
    private LinkFaults faults = LinkFaults.NONE;
    private int nextPort = 20_000;
    private long lost;

    SimNetwork(SimWorld world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** Opens a port for a node; its address is new each time. */
    public SimPort open(SimLoop loop, int mtuBytes) {
        NetAddress address = NetAddress.ipv4(LOOPBACK, nextPort);
        SimPort port = new SimPort(this, loop, address, FIRST_DESCRIPTOR + nextPort, mtuBytes);
        nextPort++;
        ports.put(address, port);
        descriptors.put(port.wakeDescriptor(), port);
        return port;
    }

    /** How all links behave that have no faults of their own, from now on. */
    public void faults(LinkFaults wanted) {
        faults = wanted;
    }

    /** How the link of two nodes behaves in one direction. */
    public void faults(String from, String to, LinkFaults wanted) {
        links.put(new Link(from, to), wanted);
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

    /** Takes all faults of single links back. */
    public void heal() {
        links.clear();
    }

    /** Wire datagrams that were lost by loss, cuts and closed ports. */
    public long lost() {
        return lost;
    }

    /** Open ports; a test that has closed everything sees 0. */
    public int openPorts() {
        return ports.size();
    }

    boolean isReadable(int descriptor) {
        SimPort port = descriptors.get(descriptor);
        return port != null && port.isReadable();
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
        descriptors.remove(port.wakeDescriptor());
    }

    void send(SimPort from, NetAddress to, byte[] bytes) {
        SimPort target = ports.get(to);
        if (target == null) {
            lost++;
            return;
        }
        Link link = new Link(from.loop().name(), target.loop().name());
        LinkFaults now = links.getOrDefault(link, faults);
        if (strikes(now.lossRate())) {
            lost++;
            return;
        }
        if (strikes(now.duplicateRate())) {
            carry(from.localAddress(), to, bytes.clone(), link, now);
        }
        if (bytes.length > 0 && strikes(now.corruptRate())) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        carry(from.localAddress(), to, bytes, link, now);
    }

    private void carry(NetAddress from, NetAddress to, byte[] bytes, Link link, LinkFaults now) {
        long delay = now.minDelayNs()
                + (now.maxDelayNs() > now.minDelayNs()
                        ? random.nextLong(now.maxDelayNs() - now.minDelayNs() + 1)
                        : 0);
        long arrival = world.nowNs() + delay;
        if (strikes(now.reorderRate())) {
            arrival += random.nextLong(10 * now.maxDelayNs() + 1);
        } else {
            long wire = now.bytesPerSecond() == 0
                    ? 1
                    : bytes.length * 1_000_000_000L / now.bytesPerSecond() + 1;
            arrival = Math.max(arrival, lastArrivalNs.getOrDefault(link, 0L) + wire);
            lastArrivalNs.put(link, arrival);
        }
        world.at(arrival, () -> arrive(from, to, bytes));
    }

    private void arrive(NetAddress from, NetAddress to, byte[] bytes) {
        SimPort target = ports.get(to);
        if (target == null) {
            lost++;
            return;
        }
        world.trace(java.util.Arrays.hashCode(bytes));
        target.receive(from, bytes);
    }

    private boolean strikes(double rate) {
        return rate > 0 && random.nextDouble() < rate;
    }
}
