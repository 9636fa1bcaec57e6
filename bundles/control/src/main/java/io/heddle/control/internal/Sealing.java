package io.heddle.control.internal;

import io.heddle.control.Control;
import io.heddle.control.Membership;
import io.heddle.control.internal.link.ControlNetwork;
import io.heddle.control.internal.link.NodeRange;
import io.heddle.control.internal.trust.Enrolment;
import io.heddle.control.internal.trust.Identity;
import io.heddle.control.internal.trust.TrustFolder;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.AddressBook;
import io.heddle.net.Switchboard;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;
import io.heddle.runtime.StorageException;
import io.heddle.transport.KeySource;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Decides whether this process seals, keeps its place in the cluster's trust, and registers the
 * {@link KeySource} that servers and clients cannot start without: so nothing is ever sent in the
 * clear because a bundle was late.
 */
@Component(service = Membership.class, immediate = true, configurationPid = ControlConfig.PID)
@Designate(ocd = ControlConfig.class)
public final class Sealing implements Membership {
    private static final String NOT_SEALED = "not-sealed";
    private static final String FAILED = "sealing-failed";
    private static final long LOOK_MS = 500;
    private static final String SUBJECT = "data network";
    private static final Duration LONGEST_LIFE = Duration.ofDays(7);

    /** Nodes of clients that may come and go in this process. */
    private static final int CLIENTS = 1 << 16;

    private final BundleContext context;
    private final Control control;
    private final Instance instance;
    private final Events events;
    private final ControlConfig config;
    private final TrustFolder folder;
    private final ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heddle-sealing").daemon().factory());
    private @Nullable Switchboard switchboard;
    private String bindAddress = "127.0.0.1";
    private List<String> addresses = List.of();
    private SealPolicy policy = new SealPolicy(true, "Sealed until the data network is known.");
    private @Nullable ControlNetwork network;
    private boolean closed;
    private @Nullable ServiceRegistration<KeySource> registration;

    @Activate
    public Sealing(
            BundleContext context,
            ControlConfig config,
            @Reference Control control,
            @Reference Instance instance,
            @Reference Events events) {
        this.context = context;
        this.config = config;
        this.control = control;
        this.instance = instance;
        this.events = events;
        folder = new TrustFolder(instance.data(), events);
    }

    /** The switchboard's own configuration tells where data ports bind. */
    @Reference(updated = "dataNetworkChanged")
    synchronized void bindDataNetwork(Switchboard service, Map<String, Object> properties) {
        switchboard = service;
        bindAddress = String.valueOf(properties.getOrDefault("bindAddress", "127.0.0.1"));
    }

    /** Ports move to another network: who does not seal yet has to start again before. */
    synchronized void dataNetworkChanged(Map<String, Object> properties) {
        bindAddress = String.valueOf(properties.getOrDefault("bindAddress", "127.0.0.1"));
        reconsider();
    }

    /** NICs come and go without a word to us. */
    private synchronized void look() {
        if (closed) {
            return;
        }
        try {
            if (registration == null) {
                register();
            } else if (!addresses().equals(addresses)) {
                reconsider();
            }
            events.clear(FAILED, SUBJECT);
        } catch (StorageException e) {
            events.raise(
                    FAILED,
                    SUBJECT,
                    "Data leaves this machine and cannot be sealed; servers wait.",
                    "data ports bind " + addresses,
                    String.valueOf(e.getMessage()));
        }
    }

    private List<String> addresses() {
        var board = switchboard;
        var found = new TreeSet<String>();
        if (board != null) {
            board.nics().forEach(nic -> nic.addresses().forEach(one -> found.add(one.host())));
        }
        return found.isEmpty() ? List.of(bindAddress) : List.copyOf(found);
    }

    private void reconsider() {
        var standing = registration;
        if (standing == null) {
            return;
        }
        boolean sealed = policy.seals();
        decide();
        if (policy.seals() != sealed) {
            registration = null;
            standing.unregister();
            register();
        }
    }

    @Activate
    synchronized void start() {
        if (folder.isEmpty()) {
            folder.found(HexFormat.of().toHexDigits(control.clusterId()), clock().instant());
        }
        decide();
        register();
        look.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void decide() {
        addresses = addresses();
        policy = SealPolicy.of(instance.seal(), addresses);
        if (instance.seal() != Instance.Seal.NEVER) {
            events.clear(NOT_SEALED, SUBJECT);
            return;
        }
        boolean beyond = !SealPolicy.areLoopback(addresses);
        events.raise(
                beyond ? Events.Severity.ALERT : Events.Severity.ADVICE,
                NOT_SEALED,
                SUBJECT,
                "Traffic between nodes is not sealed: who is on the data network can read and"
                        + " forge it.",
                "started with --no-seal; data ports bind " + String.join(", ", addresses),
                "Run 'heddle down' and 'heddle up --seal', or let nobody else onto that network.");
    }

    private void register() {
        KeySource keys = KeySource.OPEN;
        if (policy.seals()) {
            var opened = network();
            int port = opened.listen(config.managementPort());
            if (!opened.isDialing()) {
                opened.dial(config.managementAddress(), port);
            }
            keys = opened.book();
        }
        registration = context.registerService(KeySource.class, keys, null);
        events.event("sealing", policy.sentence());
    }

    private ControlNetwork network() {
        var opened = network;
        if (opened == null) {
            Identity identity = folder.identity(clock().instant());
            opened = new ControlNetwork(
                    identity,
                    List.of(
                            new NodeRange(0, instance.servers()),
                            new NodeRange(AddressBook.FIRST_CLIENT, CLIENTS)),
                    new Enrolment(folder, identity, events, clock()),
                    events,
                    config.managementAddress());
            network = opened;
        }
        return opened;
    }

    private static Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public synchronized String token(Duration life) {
        if (life.isNegative() || life.isZero() || life.compareTo(LONGEST_LIFE) > 0) {
            throw new StorageException(
                    Errno.EINVAL,
                    "A token is good for at least a second and at most 7 days; give --minutes.");
        }
        var opened = network();
        opened.listen(config.managementPort());
        return opened.token(life).encode();
    }

    @Override
    public synchronized boolean seals() {
        return policy.seals();
    }

    @Override
    public synchronized String sealing() {
        return policy.sentence();
    }

    @Deactivate
    void stop() {
        look.shutdownNow();
        close();
    }

    private synchronized void close() {
        closed = true;
        var standing = registration;
        registration = null;
        if (standing != null) {
            standing.unregister();
        }
        if (network != null) {
            network.close();
        }
    }
}
