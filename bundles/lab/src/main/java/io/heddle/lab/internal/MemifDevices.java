package io.heddle.lab.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.frames.Layer3;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.Reason;
import io.heddle.net.spi.SilentEvents;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;

/**
 * Ports on shared memory (memif), which joins two: so a port is a mesh of devices, one to each other
 * port. Of two ports the earlier one serves on a socket in the data folder, and the later one connects
 * when it does.
 */
final class MemifDevices implements Devices {
    static final String PMD = "memif";

    private static final String ANCHOR = "memif";
    private static final int ANCHOR_ID = 0;

    /** RTE_MAX_ETHPORTS of Debian's DPDK: devices of a process. */
    private static final int MOST_DEVICES = 32;

    private static final String RULE = "S40";
    private static final int EAGAIN = 11;
    private static final int EBUSY = 16;
    private static final int EIO = 5;
    private static final int IP_AND_UDP_BYTES = 28;

    /** A frame of 9,014 bytes fits one buffer; 256 of them each way. */
    private static final String RINGS = ",socket-abstract=no,bsize=10240,rsize=8";

    /** The dynamic ports of RFC 6335. */
    private static final int FIRST_PORT = 49_152;

    private static final int PORTS = 16_384;

    /** sun_path of unix(7), with its end. */
    private static final int MOST_PATH_BYTES = 107;

    private record Member(
            Numbers.Holder holder, PortConfig config, PortEvents events, MeshPort port) {
        NetAddress local() {
            return port.localAddress();
        }
    }

    private final Dpdk dpdk;
    private final Plan plan;
    private final Path sockets;
    private final IntSupplier lanes;
    private final Numbers numbers = new Numbers();
    private final List<Member> members = new ArrayList<>();

    /** @param lanes how many ports a swap opens */
    MemifDevices(Dpdk dpdk, Plan plan, Path sockets, IntSupplier lanes) {
        this.dpdk = dpdk;
        this.plan = plan;
        this.sockets = sockets;
        this.lanes = lanes;
        for (int index = 0; index < Plan.MOST; index++) {
            numbers.add(Plan.FIRST_MEMIF + index);
        }
    }

    @Override
    public String pmd() {
        return PMD;
    }

    @Override
    public List<NetCapability> capabilities() {
        return List.of(new NetCapability.KernelBypass());
    }

    @Override
    public Evidence evidence(Inventory inventory) {
        int count = lanes.getAsInt();
        int needed = count * (count - 1) + 1;
        String seen = count + " lanes, " + needed + " devices";
        String wanted = "at most " + MOST_DEVICES + " devices, of 6 lanes";
        var against = new ArrayList<Reason>();
        if (needed > MOST_DEVICES) {
            against.add(new Reason(
                    RULE,
                    "A mesh of so many lanes needs more devices than DPDK was built for.",
                    "RTE_MAX_ETHPORTS",
                    seen,
                    wanted,
                    "Make a try-out of `heddle up --servers 5` or fewer in another data folder."));
        }
        String longest = socket().toString();
        if (longest.getBytes(StandardCharsets.UTF_8).length > MOST_PATH_BYTES) {
            against.add(new Reason(
                    RULE,
                    "The path of the data folder is too long for a socket.",
                    longest,
                    longest.length() + " bytes",
                    "at most " + MOST_PATH_BYTES,
                    "Use a data folder with a shorter path."));
        }
        return new Evidence(
                List.of(new Reason(
                        RULE,
                        "Each two lanes share memory by a pair of devices.",
                        "RTE_MAX_ETHPORTS",
                        seen,
                        wanted)),
                List.copyOf(against));
    }

    private Path socket() {
        return sockets.resolve("socket");
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        Bind.check(PMD, plan, numbers, config);
        anchor();
        Numbers.Holder holder = numbers.take(config.name());
        if (holder == null) {
            throw new StorageException(
                    EAGAIN,
                    "All " + Plan.MOST + " addresses of memif are taken, and " + config.name()
                            + " needs one; use fewer lanes.");
        }
        NetAddress own = plan.address(holder.number());
        int udpPort = config.bind().port();
        if (udpPort == 0) {
            udpPort = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
        }
        var local = new NetAddress(own.high(), own.low(), udpPort);
        int mtu = Math.min(config.mtuBytes(), Plan.MTU_BYTES - IP_AND_UDP_BYTES);
        var port = new MeshPort(local, mtu, events, () -> leave(holder));
        var member = new Member(
                holder,
                new PortConfig(config.name(), local, config.mtuBytes(), config.dedicated()),
                new Quiet(events),
                port);
        List<Member> others;
        synchronized (members) {
            others = List.copyOf(members);
            members.add(member);
        }
        try {
            others.forEach(other -> join(other, member));
            return port;
        } catch (RuntimeException | Error failed) {
            port.close();
            throw failed;
        }
    }

    /**
     * All pairs use one socket, and a device that joins nobody holds it for the life of the process:
     * DPDK 22.11 never closes the descriptor that it listens on.
     */
    private void anchor() {
        try {
            Files.createDirectories(sockets);
        } catch (IOException refused) {
            throw new StorageException(
                    EIO, "The folder " + sockets + " cannot be made: " + refused + ".", refused);
        }
        var config = new PortConfig(ANCHOR, plan.address(0), Plan.MTU_BYTES);
        try {
            NetPort held = dpdk.open(
                    spec("net_memif0", "server", ANCHOR_ID, plan.mac(0), plan.layer3(0), false),
                    config,
                    new Quiet(null));
            held.quiesce();
        } catch (StorageException refused) {
            if (refused.errno() != EBUSY) { // It is held already.
                throw refused;
            }
        }
    }

    private DeviceSpec spec(
            String name, String role, int id, String mac, Layer3 layer3, boolean pinned) {
        String arguments =
                "role=" + role + ",id=" + id + ",mac=" + mac + ",socket=" + socket() + RINGS;
        return new DeviceSpec(name, arguments, PMD, layer3, Plan.MTU_BYTES, false, pinned);
    }

    /** A pair of devices: the older one serves, and once it does the newer one connects. */
    private void join(Member older, Member newer) {
        older.port().ask(serving -> {
            if (serving.isClosed()) {
                return;
            }
            serving.link(newer.local(), device(older, newer, "server"));
            newer.port().ask(connecting -> {
                if (!connecting.isClosed()) {
                    connecting.link(older.local(), device(newer, older, "client"));
                }
            });
        });
    }

    private NetPort device(Member own, Member other, String role) {
        boolean serves = role.equals("server");
        int first = (serves ? own : other).holder().number();
        int second = (serves ? other : own).holder().number();
        int number = own.holder().number();
        DeviceSpec spec = spec(
                "net_memif" + first + second + (serves ? 0 : 1),
                role,
                first * 1_000 + second,
                plan.mac(number),
                plan.layer3(number),
                own.config().dedicated());
        return dpdk.open(spec, own.config(), own.events());
    }

    private void leave(Numbers.Holder holder) {
        List<Member> others;
        synchronized (members) {
            members.removeIf(member -> member.holder().equals(holder));
            others = List.copyOf(members);
        }
        NetAddress address = plan.address(holder.number());
        others.forEach(other -> other.port().later(port -> port.unlink(address)));
        numbers.give(holder);
    }

    /** Takes the socket away that a killed process has left; before the first port. */
    void clear() {
        if (dpdk.devices().stream().anyMatch(device -> device.lane().equals(ANCHOR))) {
            return;
        }
        try {
            Files.deleteIfExists(socket());
        } catch (IOException refused) {
            throw new StorageException(
                    EIO,
                    "The socket " + socket() + " cannot be removed: " + refused
                            + "; remove it by hand.",
                    refused);
        }
    }

    @Override
    public List<Open> opened() {
        return numbers.holders().stream()
                .map(one -> new Open(one.number(), one.lane(), "net_memif" + one.number() + "*"))
                .toList();
    }

    /** Links come and go with their peers; that is no news of the port. */
    private static final class Quiet extends SilentEvents {
        private final @Nullable PortEvents events;

        Quiet(@Nullable PortEvents events) {
            this.events = events;
        }

        @Override
        public void concern(String text, String evidence, String remedy) {
            if (events != null) {
                events.concern(text, evidence, remedy);
            }
        }
    }
}
