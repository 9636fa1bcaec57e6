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
import io.heddle.net.NetAddress;
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

/**
 * Decides whether this process seals, keeps its place in the cluster's trust, and registers the
 * {@link KeySource} that servers and clients cannot start without: so nothing is ever sent in the
 * clear because a bundle was late.
 */
@Component(service = Membership.class, immediate = true, configurationPid = ControlConfig.PID)
@Designate(ocd = ControlConfig.class)
public final class Sealing implements Membership {
    private static final String NOT_SEALED = "not-sealed";
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
    private String dataAddress = "127.0.0.1";

    /** A NIC's address that is not loopback; stays when that NIC goes, for sealing does no harm. */
    private String beyond = "";

    private @Nullable Switchboard board;
    private @Nullable AutoCloseable watch;
    private SealPolicy policy = new SealPolicy(true, "Sealed until the data network is known.");
    private @Nullable ControlNetwork network;
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
    synchronized void bindDataNetwork(Switchboard switchboard, Map<String, Object> properties) {
        board = switchboard;
        dataAddress = String.valueOf(properties.getOrDefault("bindAddress", "127.0.0.1"));
    }

    /** Ports move to another network: who does not seal yet has to start again before. */
    synchronized void dataNetworkChanged(Map<String, Object> properties) {
        dataAddress = String.valueOf(properties.getOrDefault("bindAddress", "127.0.0.1"));
        decideAgain();
    }

    /** An operator adds a NIC, or one that was added in an earlier life is read. */
    private synchronized void beforeUse(List<NetAddress> addresses) {
        for (NetAddress address : addresses) {
            if (!SealPolicy.isLoopback(address.host())) {
                beyond = address.host();
            }
        }
        decideAgain();
    }

    private void decideAgain() {
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

    /** Where data goes: an address beyond loopback if there is one. */
    private String farthest() {
        return beyond.isEmpty() ? dataAddress : beyond;
    }

    @Activate
    synchronized void start() {
        if (folder.isEmpty()) {
            folder.found(HexFormat.of().toHexDigits(control.clusterId()), clock().instant());
        }
        var switchboard = board;
        if (switchboard != null) {
            watch = switchboard.watchNics(this::beforeUse);
            switchboard.nics().forEach(nic -> beforeUse(nic.addresses()));
        }
        decide();
        register();
    }

    private void decide() {
        policy = SealPolicy.of(instance.seal(), farthest());
        if (instance.seal() != Instance.Seal.NEVER) {
            events.clear(NOT_SEALED, SUBJECT);
            return;
        }
        boolean leaves = !SealPolicy.isLoopback(farthest());
        events.raise(
                leaves ? Events.Severity.ALERT : Events.Severity.ADVICE,
                NOT_SEALED,
                SUBJECT,
                "Traffic between nodes is not sealed: who is on the data network can read and"
                        + " forge it.",
                "started with --no-seal; data ports bind " + farthest(),
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
    synchronized void stop() {
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (Exception e) {
            events.event("sealing", "The watch of data NICs did not end: " + e.getMessage());
        }
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
