package io.heddle.net.internal;

import io.heddle.net.DataNic;
import io.heddle.net.DataNic.Link;
import io.heddle.net.LanePort;
import io.heddle.net.NetAddress;
import io.heddle.net.NicWatcher;
import io.heddle.net.PathStatus;
import io.heddle.net.PortStats;
import io.heddle.net.internal.PluggedPort.Plug;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The switchboard's part about NICs: which there are, adding and removing one, and once a second
 * whether each has its link, its ports and its peers. Decides on the room's thread.
 */
final class DataNics {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EBUSY = 16;
    private static final long VIEW_MS = 1_000;

    private final NicList list;
    private final NicFacts facts;
    private final NicNotices notices;
    private final TrafficBook traffic;
    private final Supplier<List<Seat>> seats;
    private final Supplier<Settings> settings;
    private final Function<Seat, @Nullable DriverEntry> drivers;
    private final Map<NicSpec, Link> links = new HashMap<>();
    private final Map<String, Plug> plugs = new ConcurrentHashMap<>();

    /** @param drivers by which driver a lane goes now, or null */
    DataNics(
            NicFacts facts,
            NicNotices notices,
            TrafficBook traffic,
            Supplier<List<Seat>> seats,
            Supplier<Settings> settings,
            Function<Seat, @Nullable DriverEntry> drivers) {
        this.facts = facts;
        this.notices = notices;
        this.traffic = traffic;
        this.seats = seats;
        this.settings = settings;
        this.drivers = drivers;
        list = new NicList(bound(settings.get().bind()), notices);
    }

    private NicSpec bound(NetAddress bind) {
        return new NicSpec(facts.behind(bind), List.of(bind), "");
    }

    List<NicSpec> all() {
        return list.all();
    }

    NicFacts facts() {
        return facts;
    }

    /** What is configured may have changed; takes effect with the next look. */
    void configured() {
        list.bound(bound(settings.get().bind()));
    }

    /** Any thread. */
    void home(Path folder) {
        list.home(folder);
    }

    /** Any thread. */
    AutoCloseable watch(NicWatcher watcher) {
        return list.watch(watcher);
    }

    /** Before {@link #add}; any thread but a loop's and the room's, for it may take long. */
    void announce(NicSpec nic) {
        list.announce(List.of(nic));
    }

    /** A card that user space took from the kernel is absent there while its ports serve. */
    private Link link(NicSpec nic) {
        Link seen = facts.link(nic);
        boolean taken = seats.get().stream().anyMatch(seat -> seat.taken().contains(nic));
        return seen == Link.ABSENT && taken ? Link.UP : seen;
    }

    /** The NICs that have their link and a port for every lane that has any. */
    Set<NicSpec> healthy() {
        var healthy = new LinkedHashSet<NicSpec>();
        for (NicSpec nic : all()) {
            if (link(nic) == Link.UP
                    && seats.get().stream()
                            .filter(seat -> seat.activeDriver() >= 0)
                            .allMatch(seat -> seat.served().contains(nic))) {
                healthy.add(nic);
            }
        }
        return healthy;
    }

    /** Adds a port of it to every lane, or throws and leaves all as it was. */
    void add(NicSpec nic) {
        move(seats.get(), nic).join(nic, drivers);
        list.add(nic);
        notices.added(nic);
    }

    void remove(String name) {
        NicSpec nic = known(name);
        if (all().size() == 1) {
            throw new StorageException(
                    EPERM,
                    "NIC " + name + " is the only data NIC, and without it all I/O would wait; add"
                            + " another one first.");
        }
        refuseIfAlone(nic);
        boolean drained = move(seats.get(), nic).leave();
        list.remove(nic);
        links.remove(nic);
        notices.removed(nic, drained);
        notices.forget(nic);
    }

    private NicSpec known(String name) {
        NicSpec nic = list.named(name);
        if (nic == null) {
            throw new StorageException(
                    ENOENT,
                    "NIC " + name + " carries no data of this process; those that do are "
                            + names(all()) + ".");
        }
        return nic;
    }

    /** What a drill pulls; any thread. */
    Plug plug(String name) {
        return plugs.computeIfAbsent(name, absent -> new Plug());
    }

    /**
     * Pulls the plug of a NIC; others have to go on.
     *
     * @return what plugs it in again
     */
    Runnable unplug(String name, long seconds) {
        NicSpec nic = known(name);
        Plug plug = plug(name);
        if (plug.isPulled()) {
            throw new StorageException(
                    EBUSY, "NIC " + name + " is unplugged already; wait until the drill is over.");
        }
        refuseIfAlone(nic);
        plug.pull(true);
        notices.unplugged(nic, seconds);
        return () -> {
            plug.pull(false);
            notices.pluggedIn(nic);
        };
    }

    private void refuseIfAlone(NicSpec nic) {
        List<NicSpec> others = all().stream()
                .filter(one -> !one.equals(nic)
                        && link(one) == Link.UP
                        && !plug(one.name()).isPulled())
                .toList();
        for (Seat seat : seats.get()) {
            if (seat.activeDriver() >= 0 && others.stream().noneMatch(seat.served()::contains)) {
                throw new StorageException(
                        EPERM,
                        "No other data NIC serves " + seat.name() + " now, so its I/O would wait"
                                + " without " + nic.name() + "; `heddle alerts` says what is wrong"
                                + " with the others.");
            }
        }
    }

    /** Once a second: links, ports that are missing, ports that nobody wants any more, peers. */
    void look() {
        List<NicSpec> now = all();
        var sick = new HashMap<NicSpec, Integer>();
        for (NicSpec nic : now) {
            lookAtLink(nic, now.size() > 1);
            retry(nic, sick);
        }
        retire(now);
        lookAtPeers(now, sick);
    }

    private void lookAtLink(NicSpec nic, boolean others) {
        Link link = link(nic);
        Link before = links.put(nic, link);
        if (link != Link.UP) {
            notices.linkDown(nic, link, others);
        } else if (before != null && before != Link.UP) {
            notices.linkUp(nic);
        }
    }

    /** Lanes that serve and lack this NIC get a port; lanes without any are the room's concern. */
    private void retry(NicSpec nic, Map<NicSpec, Integer> sick) {
        if (links.get(nic) != Link.UP) {
            return;
        }
        List<Seat> lacking = seats.get().stream()
                .filter(seat -> seat.activeDriver() >= 0 && !seat.served().contains(nic))
                .toList();
        if (lacking.isEmpty()) {
            return;
        }
        List<StorageException> failures = move(lacking, nic).joinEach(nic, drivers);
        if (!failures.isEmpty()) {
            sick.put(nic, failures.size());
            notices.noPort(
                    nic, failures.size(), String.valueOf(failures.getFirst().getMessage()));
        }
    }

    /** A configured address that changed, or the file that was read late, leaves ports behind. */
    private void retire(List<NicSpec> now) {
        var old = new LinkedHashSet<NicSpec>();
        for (Seat seat : seats.get()) {
            if (now.stream().anyMatch(seat.served()::contains)) {
                old.addAll(seat.served());
            }
        }
        now.forEach(old::remove);
        for (NicSpec nic : old) {
            List<Seat> safe = seats.get().stream()
                    .filter(seat -> seat.served().contains(nic))
                    .filter(seat -> now.stream().anyMatch(seat.served()::contains))
                    .toList();
            boolean drained = move(safe, nic).leave();
            links.remove(nic);
            notices.removed(nic, drained);
            notices.forget(nic);
        }
    }

    private void lookAtPeers(List<NicSpec> now, Map<NicSpec, Integer> sick) {
        var paths = new HashMap<NicSpec, List<PathStatus>>();
        if (now.size() > 1) {
            views().values()
                    .forEach(view -> view.ports()
                            .forEach(port -> paths.computeIfAbsent(
                                            port.nic(), nic -> new ArrayList<>())
                                    .addAll(pathsOf(view, port))));
        }
        for (NicSpec nic : now) {
            String through = now.stream()
                    .filter(other -> !other.equals(nic) && reaches(paths.get(other)))
                    .map(NicSpec::name)
                    .findFirst()
                    .orElse("");
            List<PathStatus> own = paths.getOrDefault(nic, List.of());
            boolean linked = links.get(nic) == Link.UP; // Else it is said already.
            if (linked && !own.isEmpty() && !reaches(own) && !through.isEmpty()) {
                notices.unreached(nic, own.size(), through);
            } else if (!sick.containsKey(nic)) {
                notices.reached(nic);
            }
        }
    }

    private static boolean reaches(@Nullable List<PathStatus> paths) {
        return paths != null
                && paths.stream().anyMatch(path -> !path.state().equals(PathStatus.DOWN));
    }

    private Map<Seat, Seat.View> views() {
        return Rounds.<Seat.View>ask(seats.get(), VIEW_MS, seat -> seat::view).given();
    }

    private static List<PathStatus> pathsOf(Seat.View view, Seat.Seen port) {
        return view.paths().stream().filter(path -> path.slot() == port.slot()).toList();
    }

    /** What people see; any thread. */
    List<DataNic> shown() {
        return all().stream()
                .map(nic -> new DataNic(nic.name(), nic.addresses(), nic.label(), link(nic)))
                .toList();
    }

    /** The ports of all lanes; any thread but a loop's. */
    List<LanePort> ports() {
        Map<Seat, Seat.View> views = views();
        var rows = new ArrayList<LanePort>();
        for (Seat seat : seats.get()) {
            Seat.View view = views.get(seat);
            for (NicSpec nic : all()) {
                rows.add(port(seat.name(), nic, view));
            }
        }
        return rows;
    }

    private LanePort port(String lane, NicSpec nic, Seat.@Nullable View view) {
        PortStats stats = traffic.of(lane, nic.name());
        if (view != null) {
            for (Seat.Seen port : view.ports()) {
                if (port.nic().equals(nic)) {
                    List<PathStatus> paths = pathsOf(view, port);
                    return new LanePort(
                            lane, nic.name(), port.driver(), port.local(), stats, paths);
                }
            }
        }
        return new LanePort(lane, nic.name(), "", null, stats, List.of());
    }

    private Move move(List<Seat> lanes, NicSpec nic) {
        return new Move(lanes, List.of(nic), settings.get());
    }

    private static String names(List<NicSpec> nics) {
        return nics.stream().map(NicSpec::name).collect(Collectors.joining(", "));
    }
}
