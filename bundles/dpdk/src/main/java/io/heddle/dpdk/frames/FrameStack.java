package io.heddle.dpdk.frames;

import java.lang.foreign.Arena;
import java.util.List;

/**
 * The frames of one port: what a kernel does below UDP, without one. Driven by the port's loop alone;
 * memory is given by address, and time by {@link #turn}.
 *
 * <p>To send: {@link #write} puts headers before a payload; while the neighbour is asked for, {@link
 * #hold} keeps the frame. To receive: {@link #read} says what a frame is. The link needs frames of
 * multicast addresses too: neighbour solicitations of IPv6 go there.
 */
public final class FrameStack implements AutoCloseable {
    /** There is no way to that address, or nobody answered there lately. */
    public static final int UNREACHABLE = 0;

    /** A datagram for this port; its parts can be asked for until the next {@link #read}. */
    public static final int DATA = 1;

    /** Was for the stack itself, and is done. */
    public static final int CONTROL = 0;

    /** Was for nobody here, or wrong; counted by reason. */
    public static final int DROPPED = -1;

    /** The device says that the checksum of the IPv4 header is good. */
    public static final int IP_CHECKED = 1;

    public static final int IP_BAD = 2;

    /** The device says that the checksum of UDP is good. */
    public static final int UDP_CHECKED = 4;

    public static final int UDP_BAD = 8;

    /** Bytes before a payload that {@link #write} may overwrite; the longest header has 66. */
    public static final int HEADROOM_BYTES = Destinations.TEMPLATE_BYTES;

    /** Frames that may wait for neighbours in all. */
    private static final int PENDING = 512;

    private final FrameConfig config;
    private final Arena arena = Arena.ofShared();
    private final FrameCounts counts = new FrameCounts();
    private final Routes routes;
    private final Destinations destinations;
    private final Neighbours neighbours;
    private final Claims claims;
    private final Arp arp;
    private final Discovery discovery;
    private final Icmp icmp;
    private final FrameWriter writer;
    private final FrameReader reader;
    private final Claims.Herald herald = new Announcer();
    private long nowNs;

    /**
     * A stack that knows nobody; the first {@link #turn} asks for its addresses and announces them.
     *
     * @param nowNs of any clock that does not go back
     */
    public FrameStack(FrameConfig config, FrameLink link, long nowNs) {
        this.config = config;
        this.nowNs = nowNs;
        routes = new Routes(config.layer3());
        destinations = new Destinations(arena);
        var pending = new PendingFrames(config.neighbours(), PENDING, link, counts);
        neighbours = new Neighbours(config.neighbours(), this::ask, pending, counts, nowNs);
        claims = new Claims(routes, link, counts, nowNs);
        var out = new ControlFrame(config, link, arena);
        arp = new Arp(config, routes, neighbours, claims, out, counts);
        discovery = new Discovery(config, routes, neighbours, claims, out, counts);
        icmp = new Icmp(config, routes, destinations, discovery, out, link, counts, nowNs);
        writer = new FrameWriter(config, routes, neighbours, destinations, counts);
        reader = new FrameReader(config, routes, counts);
    }

    /** Does what is due, and tells the time for all calls until the next one. */
    public void turn(long now) {
        nowNs = now;
        claims.tick(now, herald);
        neighbours.tick(now);
    }

    /**
     * Writes the headers of a datagram before its payload; up to {@link #HEADROOM_BYTES} before it are
     * overwritten.
     *
     * @param payload its address
     * @param payloadBytes at most {@link #payloadBytes} of the remote address
     * @param port the remote UDP port
     * @return how many bytes before the payload the frame begins; the same but negative when the
     *     neighbour's address is not known yet: {@link #hold} it; {@link #UNREACHABLE} if in vain
     */
    public int write(long payload, int payloadBytes, long high, long low, int port) {
        return writer.write(payload, payloadBytes, high, low, port, nowNs);
    }

    /**
     * Keeps the frame of the last {@link #write} until the neighbour answers. The port hears {@link
     * FrameLink#resolved} or {@link FrameLink#dropped}, perhaps before this returns.
     *
     * @param handle what the port knows it by
     * @param frame the address of its first byte
     */
    public void hold(long handle, long frame) {
        neighbours.hold(writer.pendingRow(), handle, frame);
    }

    /**
     * Says what a frame is, and answers it if it is for the stack.
     *
     * @param frame its address
     * @param strippedVlan the tag that the device took from the frame, or -1
     * @param checks {@link #IP_CHECKED} and the like, 0 where the device says nothing
     * @return {@link #DATA}, {@link #CONTROL} or {@link #DROPPED}
     */
    public int read(long frame, int bytes, int strippedVlan, int checks) {
        int what = reader.read(frame, bytes, strippedVlan, checks);
        if (what == CONTROL) {
            switch (reader.protocol()) {
                case Wire.TYPE_ARP -> arp.read(reader, nowNs);
                case Wire.ICMP -> icmp.read4(reader, nowNs);
                default -> icmp.read6(reader, nowNs);
            }
        } else if (what == DATA && neighbours.isProbing()) {
            heard();
        }
        return what;
    }

    private void heard() {
        int slot = destinations.find(reader.sourceHigh(), reader.sourceLow());
        if (slot != Destinations.NONE) {
            int row = destinations.row(slot);
            // Not through a gateway: its station is another one.
            if (neighbours.is(row, reader.sourceHigh(), reader.sourceLow())) {
                neighbours.heard(row, reader.station(), nowNs);
            }
        }
    }

    /** Where the payload of the last datagram begins in its frame. */
    public int payloadOffset() {
        return reader.bodyOffset();
    }

    public int payloadBytes() {
        return reader.bodyBytes();
    }

    public long remoteHigh() {
        return reader.sourceHigh();
    }

    public long remoteLow() {
        return reader.sourceLow();
    }

    public int remotePort() {
        return reader.port();
    }

    /** Whether the network marked it as delayed (ECN, RFC 3168). */
    public boolean isMarked() {
        return reader.isMarked();
    }

    /** The largest payload of a datagram to an address of that family. */
    public int payloadBytes(boolean isIpv4) {
        int header = isIpv4 ? Wire.IPV4_BYTES : Wire.IPV6_BYTES;
        return config.mtuBytes() - header - Wire.UDP_BYTES;
    }

    /** The Ethernet header with its VLAN tag; what offloads of a device are told. */
    public int ethernetBytes() {
        return writer.ethernetBytes();
    }

    /** What routers said of the way to an address: the largest packet of IP, or 0. */
    public int pathMtuBytes(long high, long low) {
        int slot = destinations.find(high, low);
        return slot == Destinations.NONE ? 0 : destinations.pathMtu(slot);
    }

    public FrameConfig config() {
        return config;
    }

    /** Any thread may ask. */
    public FrameCounts counts() {
        return counts;
    }

    /** Whether an address is the port's own. */
    public boolean isOwn(long high, long low) {
        return routes.own(high, low) >= 0;
    }

    /**
     * Whether this one answers for its addresses and announces them; at first it does. Of several
     * stacks that share addresses one speaks, and all learn.
     */
    public void speaks(boolean now) {
        claims.speaks(now);
        icmp.speaks(now);
    }

    /** A copy of the database; on the loop. */
    public List<Neighbour> neighbours() {
        return neighbours.list();
    }

    private void ask(long high, long low, long mac) {
        if (Wire.isIpv4(high, low)) {
            arp.ask(low, mac);
        } else {
            discovery.ask(high, low, mac);
        }
    }

    /** Drops what waits, and frees its memory. */
    @Override
    public void close() {
        neighbours.close();
        arena.close();
    }

    private final class Announcer implements Claims.Herald {
        @Override
        public void probe(int own) {
            if (routes.address(own).isIpv4()) {
                arp.probe(routes.address(own).low());
            } else {
                discovery.probe(own);
            }
        }

        @Override
        public void announce(int own) {
            if (routes.address(own).isIpv4()) {
                arp.announce(routes.address(own).low());
            } else {
                discovery.announce(own);
            }
        }
    }
}
