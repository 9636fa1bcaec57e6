package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.Heddle;
import io.heddle.command.InstanceFile;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;

/** Starts an instance: a whole cluster in one JVM, mounted. */
@Command(name = "up", description = "Starts a whole cluster in one JVM and mounts it.")
public final class Up implements Callable<Integer> {
    /** How long an instance that runs may be silent. */
    private static final long SILENCE_MS = 30_000;

    private static final long STEP_MS = 50;

    @Spec
    private CommandSpec spec;

    @Option(names = "--mount", paramLabel = "DIR", description = "Where (./.heddle/mnt).")
    private Path mount = Path.of(".heddle", "mnt");

    @Option(names = "--port", paramLabel = "N", description = "Of console and REST (8686).")
    private int port = 8686;

    @Option(names = "--servers", paramLabel = "N", description = "Failure domains (6).")
    private @Nullable Integer servers;

    @Option(names = "--control", paramLabel = "N", description = "Control members (1).")
    private @Nullable Integer control;

    @Option(names = "--protection", paramLabel = "P", description = "Copies (3x).")
    private @Nullable String protection;

    @Option(
            names = "--capacity",
            paramLabel = "SIZE",
            description = "Usable (a tenth of the free space, at least 2G).")
    private @Nullable String capacity;

    @Option(
            names = "--seal",
            negatable = true,
            description = {
                "Encrypts and authenticates all traffic between nodes, on loopback, too.",
                "Without either option it is sealed when the data network is more than loopback.",
                "--no-seal trusts everybody on the data network, and an alert says so.",
                "The choice is kept for later starts."
            })
    private @Nullable Boolean seal;

    @Option(names = "--foreground", description = "Stays until the cluster stops.")
    private boolean foreground;

    @SuppressWarnings("unused") // Nothing is asked yet; scripts may say so already.
    @Option(names = "--yes", description = "Asks nothing.")
    private boolean yes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path data = Heddle.of(spec).data();
        Properties written = InstanceFile.open(data);
        if (written != null && serves(data)) {
            return already(data, written);
        }
        Shape shape = shape(data, written);
        requireFree(port);
        MountFolder folder = new MountFolder(mount.toAbsolutePath().normalize());
        if (data.startsWith(folder.path())) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "The data folder " + data + " would lie below its own mount: name another one"
                            + " with --mount DIR.");
        }
        String obstacle = MountFolder.obstacle();
        folder.prepare();
        Distribution distribution = Distribution.find();
        Properties instance = new Properties();
        shape.write(instance);
        instance.setProperty("port", Integer.toString(port));
        instance.setProperty("mount", obstacle == null ? folder.path().toString() : "");
        lay(distribution, data, instance, folder);
        return start(distribution, data, instance, folder, obstacle);
    }

    /** Writes the folders; from here on the data folder is ours. */
    private static void lay(
            Distribution distribution, Path data, Properties instance, MountFolder folder) {
        try {
            DataFolders.create(data);
            InstanceFile.write(data, instance);
            DataFolders.fill(data);
            new ShippedDrivers(data).renew(distribution.drivers());
            if (!instance.getProperty("mount", "").isEmpty()) {
                Files.createDirectories(folder.path());
            }
        } catch (IOException failed) {
            throw new CommandException(
                    Exit.FAILED,
                    "The folders " + data + " and " + folder.path() + " cannot be written: "
                            + failed + "; make space there or name others.",
                    failed);
        }
    }

    private int start(
            Distribution distribution,
            Path data,
            Properties instance,
            MountFolder folder,
            @Nullable String obstacle)
            throws IOException {
        Path mounted = obstacle == null ? folder.path() : null;
        System.err.println("heddle: starting " + instance.getProperty("servers") + " servers");
        Process process = new ContainerCommand(distribution, data, instance, mounted).start();
        StartWatch watch = new StartWatch(data, process);
        Thread interrupted = new Thread(() -> stop(process), "interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            watch.container();
            watch.network();
            if (obstacle == null) {
                watch.mount(folder);
            }
        } catch (CommandException failed) {
            System.err.println("heddle: stopping what was started");
            throw failed; // And the hook stops the process.
        }
        Runtime.getRuntime().removeShutdownHook(interrupted);
        String where = obstacle == null ? folder.path().toString() : "none (" + obstacle + ")";
        new Summary(data, where, InstanceFile.url(data)).print(System.out);
        return foreground ? stay(process) : Exit.DONE;
    }

    /**
     * Whether an instance serves the folder. One that starts, or that ends, has the folder's lock and
     * does not answer: a killed one for as long as the kernel takes its memory apart.
     */
    private static boolean serves(Path data) throws InterruptedException {
        ContainerProcess container = new ContainerProcess(data);
        long endMs = System.currentTimeMillis() + SILENCE_MS;
        while (container.isRunning()) {
            try {
                RestClient.of(data).get("/status");
                return true;
            } catch (CommandException silent) {
                if (System.currentTimeMillis() > endMs) {
                    throw silent;
                }
            }
            Thread.sleep(STEP_MS);
        }
        return false;
    }

    private int already(Path data, Properties written) throws IOException {
        System.err.println("heddle: the instance in " + data + " is up already.");
        String mounted = written.getProperty("mount", "");
        String obstacle = MountFolder.obstacle();
        String why = obstacle == null ? "it was started without" : obstacle;
        String where = mounted.isEmpty() ? "none (" + why + ")" : mounted;
        new Summary(data, where, InstanceFile.url(data)).print(System.out);
        return Exit.DONE;
    }

    /** The shape of a new instance, or the written one if the options do not contradict it. */
    private Shape shape(Path data, @Nullable Properties written) throws IOException {
        if (written == null) {
            return new Shape(
                    servers == null ? Shape.SERVERS : servers,
                    control == null ? Shape.CONTROL : control,
                    protection == null ? Shape.PROTECTION : protection,
                    capacity == null
                            ? tenthOfFreeBytes(data)
                            : ByteSize.parse("--capacity", capacity),
                    Shape.seal(seal));
        }
        Shape shape = Shape.of(written);
        same(data, "--servers", servers, shape.servers());
        same(data, "--control", control, shape.control());
        same(data, "--protection", protection, shape.protection());
        Long wanted = capacity == null ? null : (Long) ByteSize.parse("--capacity", capacity);
        same(data, "--capacity", wanted, shape.capacityBytes());
        return shape.sealed(seal);
    }

    private static void same(Path data, String option, @Nullable Object wanted, Object is) {
        if (wanted != null && !wanted.equals(is)) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "The instance in " + data + " was made with " + option + " " + is + ": leave "
                            + option + " out, or make another one with --data DIR.");
        }
    }

    private static long tenthOfFreeBytes(Path data) throws IOException {
        Path existing = data;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        return Math.max(Shape.DEFAULT_CAPACITY_BYTES, free / 10);
    }

    private static void requireFree(int port) {
        if (port < 1 || port > 65_535) {
            throw new CommandException(
                    Exit.WRONG_USE, "--port should be between 1 and 65535 and is " + port + ".");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "Port " + port + " is in use: stop what uses it, or name another one with"
                            + " --port N.",
                    taken);
        }
    }

    private static int stay(Process process) {
        Thread pass = new Thread(() -> stop(process), "stop");
        Runtime.getRuntime().addShutdownHook(pass);
        try {
            return process.waitFor() == 0 ? Exit.DONE : Exit.FAILED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        }
    }

    private static void stop(Process process) {
        process.destroy();
        process.onExit().join();
    }
}
