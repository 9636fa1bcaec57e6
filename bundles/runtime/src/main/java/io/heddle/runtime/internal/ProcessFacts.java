package io.heddle.runtime.internal;

import io.heddle.runtime.Counters;
import io.heddle.runtime.Instance;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Registers what exists once in a process: its {@link Counters}, and the {@link Instance} that the
 * framework properties describe. Without {@code heddle.data} there is no instance.
 */
@Component(
        immediate = true,
        service = {})
public final class ProcessFacts {
    private static final int EINVAL = 22;
    private static final long DEFAULT_CAPACITY_BYTES = 4L << 30;

    private final BundleContext context;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public ProcessFacts(BundleContext context) {
        this.context = context;
    }

    @Activate
    void start() {
        registrations.add(context.registerService(Counters.class, new Counters(), null));
        Instance instance = instance(context);
        if (instance != null) {
            registrations.add(context.registerService(Instance.class, instance, null));
        }
    }

    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
    }

    private static @Nullable Instance instance(BundleContext context) {
        Path data = path(context, "heddle.data");
        if (data == null) {
            return null;
        }
        return new Instance(
                data,
                path(context, "heddle.mount"),
                (int) Properties.number(context, "heddle.servers", 6, 1, 1_000),
                (int) Properties.number(context, "heddle.control", 1, 1, 7),
                (int) Properties.number(context, "heddle.protection", 3, 1, 16),
                Properties.number(
                        context, "heddle.capacity", DEFAULT_CAPACITY_BYTES, 1, Long.MAX_VALUE),
                (int) Properties.number(context, "heddle.port", 8686, 0, 65_535),
                seal(context.getProperty("heddle.seal")));
    }

    /** "true" and "false" are those of instances that were made before there were three ways. */
    static Instance.Seal seal(@Nullable String text) {
        return switch (text == null ? "" : text.strip()) {
            case "", "true", "beyond-loopback" -> Instance.Seal.BEYOND_LOOPBACK;
            case "always" -> Instance.Seal.ALWAYS;
            case "false", "never" -> Instance.Seal.NEVER;
            default ->
                throw new StorageException(
                        EINVAL,
                        "The property heddle.seal is beyond-loopback, always or never, and not '"
                                + text
                                + "'; start with 'heddle up --seal' or 'heddle up --no-seal'.");
        };
    }

    private static @Nullable Path path(BundleContext context, String name) {
        String text = context.getProperty(name);
        return text == null || text.isBlank() ? null : Path.of(text).toAbsolutePath();
    }
}
