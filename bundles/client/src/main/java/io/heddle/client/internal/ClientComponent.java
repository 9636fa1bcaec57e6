package io.heddle.client.internal;

import io.heddle.client.Client;
import io.heddle.layout.ClusterView;
import io.heddle.net.LedgerSource;
import io.heddle.net.Switchboard;
import io.heddle.runtime.CountedArena;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Loops;
import io.heddle.transport.KeySource;
import io.heddle.transport.Transport;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The client of this process. Transport, switchboard and cluster view may go and come back while it
 * lives: then requests wait, so that the mount waits instead of failing.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.heddle.client")
@Designate(ocd = ClientComponent.Config.class)
public final class ClientComponent {
    /** Configuration of the client. */
    @ObjectClassDefinition(name = "Heddle client")
    public @interface Config {
        /** Seconds. */
        @AttributeDefinition(
                name = "I/O timeout",
                description = "Seconds without an answer before an operation fails with EIO")
        int ioTimeoutSeconds() default 60;
    }

    private final Loop loop;
    private final CountedArena arena = new CountedArena();
    private final ClientLedger ledger;
    private final RoutedClient client;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private @Nullable Transport transport;
    private @Nullable Switchboard switchboard;
    private @Nullable ClusterView view;
    private @Nullable KeySource keys;
    private @Nullable Link link;
    private boolean isActive;

    @Activate
    public ClientComponent(@Reference Loops loops, Config config) {
        loop = loops.frontend();
        ledger = new ClientLedger(loop);
        client = new RoutedClient(loop, arena, ledger, timeoutNs(config));
    }

    @Activate
    synchronized void activate(BundleContext context) {
        isActive = true;
        relink();
        registrations.add(context.registerService(Client.class, client, null));
        registrations.add(context.registerService(LedgerSource.class, ledger, null));
    }

    @Modified
    void modified(Config config) {
        client.timeout(timeoutNs(config));
    }

    @Deactivate
    synchronized void deactivate() {
        isActive = false;
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        unlink();
        Link.onLoop(loop, client::close);
        arena.close();
    }

    private static long timeoutNs(Config config) {
        return TimeUnit.SECONDS.toNanos(Math.max(1, config.ioTimeoutSeconds()));
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    synchronized void bindTransport(Transport service) {
        unlink();
        transport = service;
        relink();
    }

    synchronized void unbindTransport(Transport service) {
        if (transport == service) {
            unlink();
            transport = null;
        }
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    synchronized void bindSwitchboard(Switchboard service) {
        unlink();
        switchboard = service;
        relink();
    }

    synchronized void unbindSwitchboard(Switchboard service) {
        if (switchboard == service) {
            unlink();
            switchboard = null;
        }
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    synchronized void bindView(ClusterView service) {
        unlink();
        view = service;
        relink();
    }

    synchronized void unbindView(ClusterView service) {
        if (view == service) {
            unlink();
            view = null;
        }
    }

    /** Without it nothing is sent: nobody would know whether to seal. */
    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    synchronized void bindKeys(KeySource service) {
        unlink();
        keys = service;
        relink();
    }

    synchronized void unbindKeys(KeySource service) {
        if (keys == service) {
            unlink();
            keys = null;
        }
    }

    private void relink() {
        if (isActive
                && link == null
                && transport != null
                && switchboard != null
                && view != null
                && keys != null) {
            link = Link.open(loop, transport, switchboard, view, keys, client);
        }
    }

    private void unlink() {
        if (link != null) {
            link.close();
            link = null;
        }
    }
}
