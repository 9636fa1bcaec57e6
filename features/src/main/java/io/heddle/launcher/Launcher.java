package io.heddle.launcher;

import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The main class of the container: {@code launcher.jar HOME DATA}.
 *
 * <p>Exits with 0 after a clean stop, 1 when the container cannot start, 5 when another process
 * holds the data folder.
 */
public final class Launcher {
    static final int FAILED = 1;
    static final int FOLDER_HELD = 5;

    private Launcher() {}

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: launcher.jar HOME DATA");
            System.exit(2);
        }
        System.exit(run(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath()));
    }

    private static int run(Path home, Path data) {
        try (DataFolder folder = DataFolder.take(data)) {
            if (folder == null) {
                System.err.println("The data folder " + data + " is held by another process.");
                return FOLDER_HELD;
            }
            return serve(home, folder);
        } catch (IOException | BundleException failed) {
            System.err.println("The container cannot start in " + data + ": " + failed);
            return FAILED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int serve(Path home, DataFolder folder)
            throws IOException, BundleException, InterruptedException {
        BundleFolders bundles = new BundleFolders(home.resolve("bundle"));
        BundleCache cache = new BundleCache(folder.path(), bundles.fingerprint());
        cache.prepare();
        Map<String, String> settings = Settings.load(home, folder.path());
        Container container = new Container(settings, bundles);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(container, folder), "stop"));
        Framework framework = container.start();
        folder.publishPid();
        cache.started();
        FrameworkEvent end = framework.waitForStop(0);
        return end.getType() == FrameworkEvent.ERROR ? FAILED : 0;
    }

    /** On SIGTERM the JVM waits for this hook only, not for the main thread. */
    private static void end(Container container, DataFolder folder) {
        container.stop();
        try {
            folder.close();
        } catch (IOException failed) {
            System.err.println("The data folder cannot be given back: " + failed);
        }
    }
}
