package io.heddle.launcher;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;

/** The framework with the shipped bundles; levels start upwards and stop downwards. */
final class Container {
    /** Long enough to write back what is dirty; afterwards the journal has the rest. */
    private static final long STOP_LIMIT_MS = 60_000;

    private final Map<String, String> settings;
    private final BundleFolders bundles;
    private volatile @Nullable Framework framework;

    Container(Map<String, String> settings, BundleFolders bundles) {
        this.settings = settings;
        this.bundles = bundles;
    }

    Framework start() throws IOException, BundleException {
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class).iterator().next();
        Framework fresh = factory.newFramework(settings);
        framework = fresh;
        fresh.init(Container::report);
        BundleContext context = fresh.getBundleContext();
        context.addFrameworkListener(Container::report);
        for (BundleFolders.Entry entry : bundles.entries()) {
            deploy(context, entry);
        }
        fresh.start();
        reportInactive(context);
        return fresh;
    }

    /** Stops all bundles and waits; on the shutdown hook's thread. */
    void stop() {
        Framework running = framework;
        if (running == null) {
            return;
        }
        try {
            running.stop();
            FrameworkEvent end = running.waitForStop(STOP_LIMIT_MS);
            if (end.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                System.err.println("The bundles did not stop in " + STOP_LIMIT_MS + " ms.");
            }
        } catch (BundleException failed) {
            System.err.println("The container cannot stop cleanly: " + failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deploy(BundleContext context, BundleFolders.Entry entry)
            throws BundleException {
        Bundle bundle = context.getBundle(entry.location());
        if (bundle == null) {
            bundle = context.installBundle(entry.location());
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
        if (!isFragment(bundle)) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /** A failed activator is silent otherwise. */
    private void reportInactive(BundleContext context) throws IOException {
        for (BundleFolders.Entry entry : bundles.entries()) {
            Bundle bundle = context.getBundle(entry.location());
            boolean started = bundle.getState() == Bundle.ACTIVE;
            boolean lazy = bundle.getState() == Bundle.STARTING;
            if (!started && !lazy && !isFragment(bundle)) {
                System.err.println("The bundle " + bundle.getSymbolicName() + " did not start.");
            }
        }
    }

    private static void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            System.err.println(event.getBundle().getSymbolicName() + ": " + event.getThrowable());
        }
    }
}
