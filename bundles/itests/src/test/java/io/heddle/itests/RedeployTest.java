package io.heddle.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.heddle.net.DriverStatus;
import io.heddle.net.Ledger;
import io.heddle.net.Switchboard;

import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.inject.Inject;

/**
 * Drivers and the FUSE front are swapped, stopped, updated and removed while files are written and
 * read; what they held is free afterwards.
 */
@RunWith(CleanExit.class)
@ExamReactorStrategy(PerClass.class)
public class RedeployTest {
    private static final long LIMIT_MS = 120_000;
    private static final String NATIVE = "udp-native";
    private static final String NETTY = "udp-netty";
    private static final String NETTY_BUNDLE = "io.heddle.drivers.udp.netty";
    private static final String FUSE_BUNDLE = "io.heddle.fuse";
    private static final Path MOUNT = Path.of("target", "mnt", "redeploy").toAbsolutePath();

    @Inject
    private BundleContext context;

    @Inject
    private Switchboard switchboard;

    private VerifyingLoad load;
    private Census before;
    /** Versions of the driver that follow each other under load. */
    private static final int UPDATES = 6;

    private int ledgersBefore;

    @Configuration
    public Option[] configuration() throws IOException, InterruptedException {
        // A run that was broken off leaves a mount that nobody serves.
        new ProcessBuilder("umount", "-l", MOUNT.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Files.createDirectories(MOUNT);
        return ShippedContainer.options("redeploy", Map.of("heddle.mount", MOUNT.toString()));
    }

    /** What is loaded once and for all is loaded before anything is counted. */
    @Before
    public void mountAndUseBothDrivers() throws Exception {
        waitFor("the mount", () -> Census.take().mounts().size() == 1);
        waitFor("both drivers", () -> isHere(NATIVE) && isHere(NETTY));
        try (VerifyingLoad first = new VerifyingLoad(MOUNT)) {
            first.progress();
            switchboard.swap(NETTY);
            first.progress();
            switchboard.swap(NATIVE);
            first.progress();
        }
        before = Census.settled();
        ledgersBefore = switchboard.ledgers().size();
        load = new VerifyingLoad(MOUNT);
        load.progress();
    }

    @After
    public void shouldHoldWhatItHeldBefore() throws Exception {
        if (load == null) {
            return; // Why is known from what failed before.
        }
        try (VerifyingLoad ended = load) {
            ended.progress();
            switchboard.swap(NATIVE);
        }
        List<Ledger> ledgers = switchboard.ledgers();
        for (Ledger ledger : ledgers.subList(ledgersBefore, ledgers.size())) {
            assertClean(ledger);
        }
        for (long end = System.currentTimeMillis() + LIMIT_MS;
                !Census.take().beyond(before).isEmpty() && System.currentTimeMillis() < end;
                Thread.sleep(100)) {
            System.gc();
        }
        assertEquals(List.of(), Census.take().beyond(before));
    }

    @Test
    public void shouldSwapDriversWithCleanLedgers() throws Exception {
        // One swap may be so short that a slow disk starts nothing in it; not all of them.
        long started = 0;
        long end = System.currentTimeMillis() + LIMIT_MS;
        for (int i = 0; i < 4 || started == 0 && System.currentTimeMillis() < end; i++) {
            for (String driver : List.of(NETTY, NATIVE)) {
                Ledger ledger = switchboard.swap(driver);
                assertEquals(driver, switchboard.current());
                assertClean(ledger);
                started += ledger.started();
                load.progress();
            }
        }
        assertTrue("nothing was started during any swap", started > 0);
    }

    @Test
    public void shouldUpdateTheDriverInUse() throws Exception {
        switchboard.swap(NETTY);
        Bundle bundle = bundle(NETTY_BUNDLE);
        WeakReference<ClassLoader> old = loader(bundle);

        bundle.stop();
        waitFor(NATIVE, () -> switchboard.current().equals(NATIVE));
        load.progress();
        bundle.start();
        waitFor(NETTY, () -> switchboard.current().equals(NETTY));
        load.progress();

        // Again and again, under load: the code of every version before the last one goes.
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>(List.of(old));
        for (int version = 1; version <= UPDATES; version++) {
            String text = "0.1." + version;
            update(bundle, text);
            waitFor(NETTY, () -> switchboard.current().equals(NETTY));
            waitFor("the new version", () -> hasVersion(NETTY, text));
            load.progress();
            if (version < UPDATES) {
                loaders.add(loader(bundle));
            }
        }
        waitFor(
                "the class loaders of all old versions to go",
                () -> loaders.stream().allMatch(RedeployTest::isGone));
    }

    @Test
    public void shouldUpdateTheFrontWhileMounted() throws Exception {
        Bundle bundle = bundle(FUSE_BUNDLE);
        WeakReference<ClassLoader> old = loader(bundle);

        for (int i = 0; i < 3; i++) {
            bundle.stop();
            bundle.start();
            load.progress();
        }
        update(bundle, "0.1.1");
        load.progress();
        waitFor("the old class loader to go", () -> isGone(old));
    }

    @Test
    public void shouldRemoveTheDriverInUse() throws Exception {
        switchboard.swap(NETTY);
        // The object of a removed bundle would keep its class loader.
        long id = bundle(NETTY_BUNDLE).getBundleId();
        WeakReference<ClassLoader> old = loader(bundle(NETTY_BUNDLE));
        Path data = Path.of(System.getProperty("heddle.data"));
        Path jar = jar(data.resolve("deploy"));
        Path aside = data.resolve("tmp").resolve("aside");
        Files.move(jar, aside);

        waitFor("the uninstall", () -> context.getBundle(id) == null);
        waitFor(NATIVE, () -> switchboard.current().equals(NATIVE) && !isHere(NETTY));
        load.progress();
        waitFor("its class loader to go", () -> isGone(old));

        Files.move(aside, jar, StandardCopyOption.ATOMIC_MOVE);
        waitFor(NETTY, () -> switchboard.current().equals(NETTY));
        load.progress();
    }

    private void update(Bundle bundle, String version) throws Exception {
        try (InputStream changed = Repacked.withVersion(bundle, version)) {
            bundle.update(changed);
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        assertTrue("refreshed", refreshed.await(LIMIT_MS, TimeUnit.MILLISECONDS));
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertEquals(version, bundle.getVersion().toString());
    }

    private Bundle bundle(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().equals(name)) {
                return bundle;
            }
        }
        throw new AssertionError("there is no bundle " + name);
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
        assertTrue(bundle.toString(), loader != null);
        return new WeakReference<>(loader);
    }

    private static boolean isGone(WeakReference<ClassLoader> loader) {
        System.gc();
        return loader.get() == null;
    }

    private static Path jar(Path deploy) throws IOException {
        try (Stream<Path> files = Files.list(deploy)) {
            return files.filter(file -> file.getFileName().toString().startsWith(NETTY_BUNDLE))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isHere(String driver) {
        return switchboard.drivers().stream()
                .anyMatch(status ->
                        status.name().equals(driver) && !status.verdict().equals("unusable"));
    }

    private boolean hasVersion(String driver, String version) {
        for (DriverStatus status : switchboard.drivers()) {
            if (status.name().equals(driver)) {
                return status.version().equals(version);
            }
        }
        return false;
    }

    private static void assertClean(Ledger ledger) {
        assertEquals(ledger.toString(), 0, ledger.lost());
        assertEquals(ledger.toString(), 0, ledger.executedTwice());
        assertEquals(ledger.toString(), 0, ledger.errors());
    }

    /** A question about the container, asked until the answer is yes. */
    private interface Question {
        boolean ask() throws IOException;
    }

    private static void waitFor(String what, Question question) throws Exception {
        long end = System.currentTimeMillis() + LIMIT_MS;
        while (!question.ask()) {
            assertTrue(what + " did not come", System.currentTimeMillis() < end);
            Thread.sleep(50);
        }
    }
}
