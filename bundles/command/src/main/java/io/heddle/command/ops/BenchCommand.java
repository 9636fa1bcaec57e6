package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.bench.Row;
import io.heddle.bench.fs.FsBench;
import io.heddle.bench.net.NetMeasures;
import io.heddle.bench.transport.Measure;
import io.heddle.bench.transport.Measures;
import io.heddle.bench.transport.Pace;
import io.heddle.bench.transport.TransportBench;
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
import java.util.stream.Collectors;

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
            description = "fs: the mount against a local folder (the default)."
                    + " transport: the transport against Aeron and TCP; most of it needs root."
                    + " net: ports of kernel UDP, af_packet and memif against DPDK's testpmd;"
                    + " needs root.")
    private String kit = "fs";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Interleaved runs of each measure (fs: 5, transport, net: 3).")
    private @Nullable Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long one run lasts (fs: 1, transport, net: 2).")
    private @Nullable Double seconds;

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

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "transport, net: these measures; a wrong name lists them all.")
    private @Nullable List<String> only;

    @Override
    public Integer call() throws InterruptedException {
        if ((rounds != null && rounds < 1) || (seconds != null && !(seconds > 0))) {
            throw new CommandException(
                    Exit.WRONG_USE, "--rounds and --seconds want a number above 0.");
        }
        return switch (kit) {
            case "fs" -> fs(rounds == null ? 5 : rounds);
            case "transport" -> measures(Measures.all(), rounds == null ? 3 : rounds);
            case "net" -> measures(NetMeasures.all(), rounds == null ? 3 : rounds);
            default ->
                throw new CommandException(
                        Exit.WRONG_USE,
                        "There is no benchmark '" + kit + "'; there are fs, transport and net.");
        };
    }

    private int measures(List<Measure> all, int times) throws InterruptedException {
        List<Measure> chosen = all;
        for (String name : only == null ? List.<String>of() : only) {
            if (chosen.stream().noneMatch(one -> one.name().equals(name))) {
                throw new CommandException(
                        Exit.WRONG_USE,
                        "There is no measure '" + name + "'; there are "
                                + chosen.stream()
                                        .map(Measure::name)
                                        .collect(Collectors.joining(", "))
                                + ".");
            }
        }
        if (only != null) {
            chosen = chosen.stream().filter(one -> only.contains(one.name())).toList();
        }
        var pace = new Pace(times, seconds == null ? 2 : seconds, BenchCommand::tell);
        List<Row> rows = new TransportBench(chosen, pace).run();
        new TransportTable(listing).print(rows);
        return rows.stream().anyMatch(TransportBench::hasFailed) ? Exit.FAILED : Exit.DONE;
    }

    private static void tell(String what) {
        System.err.println("heddle: " + what);
    }

    private int fs(int times) {
        Path data = Heddle.of(java.util.Objects.requireNonNull(spec)).data();
        Path ours = mount == null ? mounted(RestClient.of(data)) : mount;
        try {
            Path theirs = reference == null ? data : reference;
            var bench = new FsBench(ours, theirs, pid(data), BenchCommand::tell);
            print(bench.run(times, (long) ((seconds == null ? 1 : seconds) * 1e9)));
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
