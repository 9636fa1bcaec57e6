package io.heddle.rest.internal;

import io.heddle.client.Client;
import io.heddle.client.Mounts;
import io.heddle.control.Control;
import io.heddle.control.Membership;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicCatalogues;
import io.heddle.meta.Servers;
import io.heddle.net.Switchboard;
import io.heddle.net.lab.Lab;
import io.heddle.planner.Decisions;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;
import io.heddle.runtime.Loops;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;

import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Puts the API, the stream and the metrics on the HTTP whiteboard. */
@Component(service = Rest.class, immediate = true)
public final class Rest {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Control control;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Membership membership;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Servers servers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Mounts mounts;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Client client;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SecurityProvider console;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable CommandProcessor shell;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ServiceReference<HttpServiceRuntime> http;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Decisions decisions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable NicCatalogues catalogues;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Lab lab;

    private final Switchboard switchboard;
    private final Counters counters;
    private final Events events;
    private final Loops loops;
    private final StreamServlet stream;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heddle-rest-stream").daemon().factory());
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    /** Registers everything. */
    @Activate
    public Rest(
            BundleContext context,
            @Reference Instance instance,
            @Reference Switchboard switchboard,
            @Reference Counters counters,
            @Reference Events events,
            @Reference Loops loops) {
        this.switchboard = switchboard;
        this.counters = counters;
        this.events = events;
        this.loops = loops;
        stream = new StreamServlet(() -> views().throughput());
        var filter = new AccessFilter(Access.open(instance.data()), () -> console);
        register(
                context,
                Servlet.class,
                new RestServlet(new Api(this::views, this::plans, () -> lab, () -> shell).router()),
                "servlet.pattern",
                "/api/v1/*");
        register(context, Servlet.class, stream, "servlet.pattern", "/api/v1/stream");
        register(
                context,
                Servlet.class,
                new MetricsServlet(counters),
                "servlet.pattern",
                "/metrics");
        register(context, Filter.class, filter, "filter.pattern", new String[] {"/api/*", "/metrics"
        });
        ticks.scheduleAtFixedRate(stream::tick, 1, 1, TimeUnit.SECONDS);
    }

    private <T> void register(
            BundleContext context, Class<T> type, T service, String key, Object pattern) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("osgi.http.whiteboard." + key, pattern);
        properties.put("osgi.http.whiteboard." + key.replace("pattern", "asyncSupported"), true);
        registrations.add(context.registerService(type, service, properties));
    }

    private PlanViews plans() {
        NicCatalogues known = catalogues;
        return new PlanViews(decisions, known == null ? NicCatalogue.builtIn() : known.current());
    }

    private ClusterViews views() {
        return new ClusterViews(
                control,
                membership,
                servers,
                mounts,
                client,
                switchboard,
                counters,
                events,
                loops,
                HttpAddresses.of(http));
    }

    @Deactivate
    void stop() {
        ticks.shutdownNow();
        stream.end();
        registrations.forEach(ServiceRegistration::unregister);
    }
}
