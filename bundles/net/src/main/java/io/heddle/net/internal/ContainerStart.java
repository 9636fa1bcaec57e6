package io.heddle.net.internal;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.startlevel.FrameworkStartLevel;

import java.io.File;
import java.util.function.LongSupplier;

/**
 * Whether the container is complete: it has reached its start level, and the jars that lay in the
 * folders of File Install, where drivers are, run. A jar that never runs is not waited for long.
 */
final class ContainerStart implements Phase, FrameworkListener, AutoCloseable {
    private static final String FOLDERS = "felix.fileinstall.dir";

    private final BundleContext context;
    private final Runnable perhaps;
    private final LongSupplier graceMs;
    private final int wantedLevel;
    private volatile long levelNs = -1;

    /** @param graceMs how long jars are waited for after the start level is reached */
    ContainerStart(BundleContext context, Runnable perhaps, LongSupplier graceMs) {
        this.context = context;
        this.perhaps = perhaps;
        this.graceMs = graceMs;
        wantedLevel = number(context.getProperty(Constants.FRAMEWORK_BEGINNING_STARTLEVEL));
    }

    void listen() {
        context.addFrameworkListener(this);
    }

    @Override
    public boolean isEnding() {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        return framework != null && framework.getState() == Bundle.STOPPING;
    }

    @Override
    public boolean isStarted() {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        if (framework == null
                || framework.adapt(FrameworkStartLevel.class).getStartLevel() < wantedLevel) {
            return false;
        }
        levelNs = levelNs < 0 ? System.nanoTime() : levelNs;
        return System.nanoTime() - levelNs >= graceMs.getAsLong() * 1_000_000L || areDeployed();
    }

    private boolean areDeployed() {
        String folders = context.getProperty(FOLDERS);
        for (String folder : folders == null ? new String[0] : folders.split(",")) {
            File[] jars = new File(folder.strip()).listFiles(ContainerStart::isJar);
            for (File jar : jars == null ? new File[0] : jars) {
                if (!runs(context.getBundle(jar.toURI().normalize().toString()))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isJar(File folder, String name) {
        return name.endsWith(".jar") && !name.startsWith(".");
    }

    private static boolean runs(@Nullable Bundle bundle) {
        return bundle != null
                && (bundle.getState() == Bundle.ACTIVE
                        || bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        int type = event.getType();
        if (type == FrameworkEvent.STARTED || type == FrameworkEvent.STARTLEVEL_CHANGED) {
            perhaps.run();
        }
    }

    @Override
    public void close() {
        context.removeFrameworkListener(this);
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 1 : Integer.parseInt(text.strip());
        } catch (NumberFormatException malformed) {
            return 1; // As the framework itself takes it.
        }
    }
}
