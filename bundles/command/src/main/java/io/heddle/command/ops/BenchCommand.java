package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.bench.Row;
import io.heddle.bench.fs.FsBench;
import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.Heddle;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code heddle bench}. */
@Command(name = "bench", description = "Measures, with a reference in the same run.")
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final Listing listing = new Listing();

    @Parameters(
            arity = "0..1",
            paramLabel = "KIT",
            description = "fs: the mount against a local folder.")
    private String kit = "fs";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Interleaved runs of each measure (5).")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "S", description = "How long one run lasts (1).")
    private double seconds = 1;

    @Option(
            names = "--mount",
            paramLabel = "DIR",
            description = "The folder to measure (the instance's mount).")
    private @Nullable Path mount;

    @Option(
            names = "--reference",
            paramLabel = "DIR",
            description = "A local folder (the data folder).")
    private @Nullable Path reference;

    @Override
    public Integer call() {
        if (!kit.equals("fs")) {
            throw new CommandException(
                    Exit.WRONG_USE, "There is no benchmark '" + kit + "'; there is fs.");
        }
        if (rounds < 1 || !(seconds > 0)) {
            throw new CommandException(
                    Exit.WRONG_USE, "--rounds and --seconds want a number above 0.");
        }
        Path data = Heddle.of(java.util.Objects.requireNonNull(spec)).data();
        Path ours = mount == null ? mounted(RestClient.of(data)) : mount;
        try {
            Path theirs = reference == null ? data : reference;
            var bench = new FsBench(
                    ours, theirs, pid(data), name -> System.err.println("heddle: " + name));
            print(bench.run(rounds, (long) (seconds * 1e9)));
        } catch (IOException e) {
            throw new CommandException(
                    Exit.FAILED,
                    "The benchmark failed on " + ours + " (" + e.getMessage()
                            + "); see 'heddle status'.",
                    e);
        }
        return Exit.DONE;
    }

    private static Path mounted(RestClient rest) {
        JsonNode mounts = rest.get("/status").path("mounts");
        if (mounts.isEmpty()) {
            throw new CommandException(
                    Exit.FAILED,
                    "The instance has no mount; 'heddle doctor' says why, or give --mount DIR.");
        }
        return Path.of(mounts.get(0).asText());
    }

    private static long pid(Path data) throws IOException {
        Path file = data.resolve("heddle.pid");
        return Files.exists(file) ? Long.parseLong(Files.readString(file).trim()) : 0;
    }

    private void print(List<Row> rows) {
        listing.print(
                System.out,
                new ObjectMapper().valueToTree(rows),
                Column.of("MEASURE", "measure"),
                number("OURS", "ours", "%,.0f"),
                number("REFERENCE", "reference", "%,.0f"),
                Column.of("NAME", "referenceName"),
                number("RATIO", "ratio", "%.3f"),
                number("TARGET", "target", "%,.0f"),
                Column.of("OK", "ok"),
                number("CPU US", "oursCpuUs", "%,.1f"),
                number("REFERENCE CPU US", "referenceCpuUs", "%,.1f"));
    }

    private static Column number(String title, String key, String format) {
        return new Column(
                title, key, value -> String.format(Locale.ROOT, format, value.asDouble()));
    }
}
