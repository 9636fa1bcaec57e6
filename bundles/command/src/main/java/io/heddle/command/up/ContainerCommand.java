package io.heddle.command.up;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The command line of the container's JVM. */
final class ContainerCommand {
    /**
     * Chosen for pauses below a millisecond and for memory: the heap holds little, as buffers are
     * outside of it. HEDDLE_JAVA_OPTS comes last and so wins.
     */
    private static final List<String> OPTIONS = List.of(
            "-Xmx384m",
            "-XX:+UseZGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true");

    private final Distribution distribution;
    private final Path data;
    private final Properties instance;
    private final @Nullable Path mount;

    ContainerCommand(
            Distribution distribution, Path data, Properties instance, @Nullable Path mount) {
        this.distribution = distribution;
        this.data = data;
        this.instance = instance;
        this.mount = mount;
    }

    /** Starts it in a session of its own, so that a terminal's signals do not reach it. */
    Process start() throws IOException {
        Path launcher = distribution.copyLauncher(data);
        List<String> command = new ArrayList<>();
        Path setsid = Tool.find("setsid");
        if (setsid != null) {
            command.add(setsid.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add("-XX:ErrorFile=" + data.resolve("log/hs_err_%p.log"));
        command.addAll(properties());
        String more = System.getenv("HEDDLE_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.trim().split("\\s+")));
        }
        command.add("-jar");
        command.add(launcher.toString());
        command.add(distribution.home().toString());
        command.add(data.toString());
        return process(command).start();
    }

    private ProcessBuilder process(List<String> command) throws IOException {
        Path output = output(data);
        Files.writeString(output, "");
        ProcessBuilder builder = new ProcessBuilder(command).directory(data.toFile());
        // Every thread's own malloc arena would keep what it once took.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.redirectInput(new File("/dev/null"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return builder;
    }

    /** What the JVM itself prints; the log is beside it. */
    static Path output(Path data) {
        return data.resolve("log/container.log");
    }

    private List<String> properties() {
        List<String> properties = new ArrayList<>();
        Path conf = distribution.home().resolve("conf");
        properties.add("-Dlogback.configurationFile=" + conf.resolve("logback.xml"));
        properties.add("-Djava.util.logging.config.file=" + conf.resolve("logging.properties"));
        properties.add("-Dheddle.data=" + data);
        if (mount != null) {
            properties.add("-Dheddle.mount=" + mount);
        }
        List<String> keys = List.of("port", "servers", "control", "protection", "capacity", "seal");
        for (String key : keys) {
            properties.add("-Dheddle." + key + "=" + instance.getProperty(key));
        }
        return properties;
    }
}
