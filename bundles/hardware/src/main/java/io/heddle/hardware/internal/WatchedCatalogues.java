package io.heddle.hardware.internal;

import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicCatalogues;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Serves the built-in catalogue with the rows of {@code conf/nics.json} of the data folder over it,
 * and looks at that file once a second. Without an instance there is no file.
 */
@Component(service = NicCatalogues.class, immediate = true)
public final class WatchedCatalogues implements NicCatalogues {
    private static final String FILE = "conf/nics.json";
    private static final long PERIOD_MS = 1_000;

    private final Events events;
    private final @Nullable OverrideFile file;
    private final List<Consumer<NicCatalogue>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("nic-catalogue").factory());
    private boolean isRead;

    /** Starts to look; the file is first read when somebody asks, or a period later. */
    @Activate
    public WatchedCatalogues(
            @Reference Events events,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY)
                    @Nullable
                    Instance instance) {
        this.events = events;
        this.file = instance == null
                ? null
                : new OverrideFile(instance.data().resolve(FILE), NicCatalogue.builtIn(), events);
        if (file != null) {
            var unused = clock.scheduleWithFixedDelay(
                    this::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Deactivate
    void stop() {
        clock.shutdownNow();
    }

    @Override
    public NicCatalogue current() {
        if (file == null) {
            return NicCatalogue.builtIn();
        }
        synchronized (file) {
            if (!isRead) {
                isRead = true;
                file.look();
            }
            return file.current();
        }
    }

    @Override
    public Listening onChange(Consumer<NicCatalogue> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** One look, and the listeners where it found another catalogue. */
    void look() {
        if (file == null) {
            return;
        }
        NicCatalogue next;
        synchronized (file) {
            isRead = true;
            if (!file.look()) {
                return;
            }
            next = file.current();
        }
        for (Consumer<NicCatalogue> listener : listeners) {
            tell(listener, next);
        }
    }

    /** A listener that throws is said and does not keep the others from hearing. */
    private void tell(Consumer<NicCatalogue> listener, NicCatalogue next) {
        try {
            listener.accept(next);
        } catch (RuntimeException broken) {
            events.raise(
                    "callback-failed",
                    "nic-catalogue",
                    "A listener of the NIC catalogue threw, and has not taken the change over.",
                    broken.toString(),
                    "Restart the bundle that it names, and report this with the log: it is a bug.");
        }
    }
}
