package io.heddle.console.internal;

import io.heddle.runtime.Events;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Says what is wrong with a file in the deploy folder: File Install passes over a broken jar in
 * silence, and tells the reason why a bundle cannot start only to its log.
 */
@Component(
        service = {},
        immediate = true)
public final class DeployWatch {
    private static final String ALERT = "bundle-refused";
    private static final long PERIOD_MS = 1_000;

    private final BundleContext context;
    private final Events events;
    private final Path deploy;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("deploy-watch").factory());
    private final ScheduledFuture<?> looking;
    private final Map<Path, Long> sizes = new HashMap<>();
    private final Set<String> refused = new HashSet<>();

    /** Starts to look; the first look comes a period later. */
    @Activate
    public DeployWatch(BundleContext context, @Reference Events events) {
        this.context = context;
        this.events = events;
        this.deploy = Path.of(context.getProperty("heddle.data"), "deploy");
        looking = clock.scheduleWithFixedDelay(
                this::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        looking.cancel(true);
        clock.shutdownNow();
    }

    private void look() {
        Set<String> now = new HashSet<>();
        try (Stream<Path> files = Files.list(deploy)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                String reason = isSettled(file, name) ? reason(file) : null;
                if (reason != null) {
                    now.add(name);
                    events.raise(
                            ALERT,
                            name,
                            "The bundle " + name + " is refused and nothing else is disturbed.",
                            reason,
                            "Replace or remove " + file + ".");
                }
            }
        } catch (IOException unreadable) {
            events.raise(
                    ALERT,
                    "deploy",
                    "The deploy folder cannot be read.",
                    unreadable.toString(),
                    "Restore " + deploy + ".");
            return;
        }
        refused.add("deploy");
        refused.removeAll(now);
        refused.forEach(name -> events.clear(ALERT, name));
        refused.clear();
        refused.addAll(now);
    }

    /** A jar whose size is still the same as a period before; others are still being written. */
    private boolean isSettled(Path file, String name) throws IOException {
        if (name.startsWith(".") || !name.endsWith(".jar")) {
            return false;
        }
        long size = Files.size(file);
        Long before = sizes.put(file, size);
        return before != null && before == size;
    }

    private @Nullable String reason(Path file) {
        JarVerdict verdict = JarVerdict.of(file);
        if (verdict.reason() != null) {
            return verdict.reason();
        }
        for (Bundle bundle : context.getBundles()) {
            boolean isIt = verdict.symbolicName().equals(bundle.getSymbolicName())
                    && bundle.getVersion().toString().equals(verdict.version());
            if (isIt && bundle.getState() == Bundle.INSTALLED) {
                return JarVerdict.whyNotResolved(bundle);
            }
        }
        return null;
    }
}
