package io.heddle.lab.internal;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.PortTally;
import io.heddle.net.spi.SelfLoop;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One port over point-to-point links, one to each peer: a datagram leaves by the link of its remote
 * address. All links have the port's own address. Its loop opens and closes the links, as others join
 * and leave.
 */
final class MeshPort implements NetPort, NetCapability.ZeroCopy {
    /** Work for the loop of the port, from any thread. */
    interface Chore {
        void run(MeshPort port);
    }

    private final NetAddress local;
    private final int mtuBytes;
    private final Thread loop = Thread.currentThread();
    private final PortEvents events;
    private final Runnable onClose;
    private final ArrayDeque<Chore> chores = new ArrayDeque<>();
    private volatile boolean hasChores;
    private NetPort[] ports = {};
    private @Nullable ZeroCopy[] lenders = {};
    private long[] peers = {};

    /** What went by no link. */
    private final PortTally astray = new PortTally();

    private final Arena arena = Arena.ofShared();
    private final SelfLoop self;
    private final List<NetPort> past = new ArrayList<>();
    private volatile List<NetPort> all = List.of();
    private int turn;
    private boolean quiet;
    private boolean closed;

    /** A port without links, of the loop that calls. */
    MeshPort(NetAddress local, int mtuBytes, PortEvents events, Runnable onClose) {
        this.local = local;
        this.mtuBytes = mtuBytes;
        this.events = events;
        this.onClose = onClose;
        self = new SelfLoop(arena, local, mtuBytes);
    }

    /** Lets the port's loop do something: now if that is the caller, else with its next burst. */
    void ask(Chore chore) {
        if (loop == Thread.currentThread()) {
            doChores();
            chore.run(this);
            return;
        }
        later(chore);
    }

    /** Lets the port's loop do something with its next burst, when nobody reads what it has lent. */
    void later(Chore chore) {
        synchronized (chores) {
            chores.add(chore);
            hasChores = true;
        }
    }

    private void doChores() {
        while (true) {
            Chore next;
            synchronized (chores) {
                next = chores.poll();
                hasChores = next != null;
            }
            if (next == null) {
                return;
            }
            try {
                next.run(this);
            } catch (StorageException refused) {
                events.concern(
                        "A link to another lane cannot be opened, and nothing reaches that lane.",
                        String.valueOf(refused.getMessage()),
                        "Run `heddle net swap memif` again, or swap to another driver.");
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** On the loop. */
    void link(NetAddress peer, NetPort port) {
        var more = new ArrayList<>(List.of(ports));
        more.add(port);
        ports = more.toArray(NetPort[]::new);
        peers = Arrays.copyOf(peers, ports.length);
        peers[ports.length - 1] = peer.low();
        linksChanged();
        if (quiet) {
            port.quiesce();
        }
    }

    /** On the loop: the peer left. */
    void unlink(NetAddress peer) {
        var left = new ArrayList<NetPort>();
        var addresses = new ArrayList<Long>();
        for (int link = 0; link < ports.length; link++) {
            if (peers[link] == peer.low()) {
                ports[link].close();
                past.add(ports[link]);
            } else {
                left.add(ports[link]);
                addresses.add(peers[link]);
            }
        }
        ports = left.toArray(NetPort[]::new);
        peers = addresses.stream().mapToLong(Long::longValue).toArray();
        linksChanged();
    }

    private void linksChanged() {
        lenders = new ZeroCopy[ports.length];
        for (int link = 0; link < ports.length; link++) {
            lenders[link] = ports[link].capability(ZeroCopy.class);
        }
        all = concat();
    }

    private List<NetPort> concat() {
        var every = new ArrayList<>(past);
        every.addAll(List.of(ports));
        return List.copyOf(every);
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        if (quiet) {
            astray.refused(count);
            return 0;
        }
        int done = 0;
        while (done < count) {
            int link = link(burst[from + done]);
            int run = 1;
            while (done + run < count && link(burst[from + done + run]) == link) {
                run++;
            }
            int taken = link < 0
                    ? keep(burst, from + done, run)
                    : ports[link].txBurst(burst, from + done, run);
            done += taken;
            if (taken < run) {
                return done;
            }
        }
        return done;
    }

    /** The link of a datagram's peer, or -1. */
    private int link(Datagram datagram) {
        long low = datagram.remoteLow();
        for (int link = 0; link < peers.length; link++) {
            if (peers[link] == low) {
                return link;
            }
        }
        return -1;
    }

    /** What has no link is for the port itself, or lost. */
    private int keep(Datagram[] burst, int from, int count) {
        for (int index = from; index < from + count; index++) {
            int bytes = burst[index].lengthBytes();
            astray.sent(bytes, 0);
            if (!self.isFor(burst[index]) || !self.put(burst[index])) {
                astray.unsendable(bytes, 0);
            }
        }
        return count;
    }

    private int receiveOwn(Datagram[] burst, int from, int count) {
        int filled = 0;
        while (filled < count && !self.isEmpty()) {
            if (self.take(burst[from + filled])) {
                astray.received(burst[from + filled].lengthBytes(), 0);
                filled++;
            } else {
                astray.dropped(1);
            }
        }
        return filled;
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int count) {
        return receive(burst, from, count, false);
    }

    @Override
    public int rxLent(Datagram[] burst, int from, int count) {
        return receive(burst, from, count, true);
    }

    /** By the memory of the link that it will leave by. */
    @Override
    public boolean lend(Datagram[] burst, int index) {
        int link = link(burst[index]);
        var lender = link < 0 ? null : lenders[link];
        return lender != null && lender.lend(burst, index);
    }

    private int receive(Datagram[] burst, int from, int count, boolean lends) {
        if (closed) {
            return 0;
        }
        if (hasChores) {
            doChores();
        }
        int filled = self.isEmpty() ? 0 : receiveOwn(burst, from, count);
        for (int step = 0; step < ports.length && filled < count; step++) {
            turn = turn + 1 >= ports.length ? 0 : turn + 1;
            var lender = lends ? lenders[turn] : null;
            filled += lender == null
                    ? ports[turn].rxBurst(burst, from + filled, count - filled)
                    : lender.rxLent(burst, from + filled, count - filled);
        }
        return filled;
    }

    @Override
    public int mtuBytes() {
        return mtuBytes;
    }

    @Override
    public NetAddress localAddress() {
        return local;
    }

    @Override
    public int wakeDescriptor() {
        return -1;
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        if (type == ZeroCopy.class) {
            return type.cast(this);
        }
        return type == NetCapability.KernelBypass.class
                ? type.cast(new NetCapability.KernelBypass())
                : null;
    }

    @Override
    public PortStats stats() {
        PortStats sum = astray.stats();
        for (NetPort port : all) {
            sum = sum.plus(port.stats());
        }
        return sum;
    }

    @Override
    public void quiesce() {
        quiet = true;
        for (NetPort port : ports) {
            port.quiesce();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        quiet = true;
        for (NetPort port : ports) {
            port.close();
            past.add(port);
        }
        ports = new NetPort[0];
        peers = new long[0];
        linksChanged();
        arena.close();
        onClose.run();
    }
}
