package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** {@code heddle doctor}. */
@Command(name = "doctor", description = "Runs every check again and prints remedies.")
public final class DoctorCommand extends Ask {
    private static final int WIDTH = 120;
    private static final List<String> PARTS = List.of(
            "/status",
            "/cluster/processes",
            "/cluster/servers",
            "/cluster/drives",
            "/cluster/buckets",
            "/cluster/containers/net",
            "/net/drivers",
            "/net/explain",
            "/net/io",
            "/net/swaps",
            "/net/inventory",
            "/net/nics",
            "/net/plan/detected",
            "/fs",
            "/mounts",
            "/events",
            "/alerts",
            "/doctor");

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "Writes a support bundle (zip) without secrets.")
    private @Nullable Path bundle;

    private boolean healthy;

    @Override
    void ask(RestClient rest, PrintStream out) {
        JsonNode checks = rest.get("/doctor");
        healthy = true;
        checks.forEach(check -> healthy &= check.path("ok").asBoolean());
        if (listing().json() || listing().isShaped()) {
            listing()
                    .print(
                            out,
                            checks,
                            Column.of("CHECK", "check"),
                            Column.of("OK", "ok"),
                            Column.of("SEVERITY", "severity"),
                            Column.of("TEXT", "text"),
                            Column.of("REMEDY", "remedy"));
        } else {
            checks.forEach(check -> page(out, check));
        }
        if (bundle != null) {
            write(rest, bundle);
            System.err.println("heddle: wrote " + bundle);
        }
    }

    /** What it found, and below it the remedy, at most 120 columns wide. */
    private static void page(PrintStream out, JsonNode check) {
        String head = String.format(
                "%-8s %-17s ",
                check.path("severity").asText(), check.path("check").asText());
        var lines = new ArrayList<String>();
        int width = WIDTH - head.length();
        DecisionPages.wrap(check.path("text").asText(), width, lines::add);
        String remedy = check.path("remedy").asText();
        if (!remedy.isEmpty()) {
            DecisionPages.wrap("remedy: " + remedy, width - 2, line -> lines.add("  " + line));
        }
        for (int i = 0; i < lines.size(); i++) {
            out.println((i == 0 ? head : " ".repeat(head.length())) + lines.get(i));
        }
    }

    @Override
    int exit() {
        return healthy ? Exit.DONE : Exit.FAILED;
    }

    /** A part that is refused, such as one of a stopped bundle, is in the bundle as its refusal. */
    private static JsonNode part(RestClient rest, String path) {
        try {
            return rest.get(path);
        } catch (CommandException refused) {
            return JsonNodeFactory.instance.objectNode().put("error", refused.getMessage());
        }
    }

    /** What the API shows, a file each; it shows neither the token nor the password. */
    private static void write(RestClient rest, Path file) {
        var json = new ObjectMapper().writerWithDefaultPrettyPrinter();
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String part : PARTS) {
                zip.putNextEntry(new ZipEntry(part.substring(1).replace('/', '-') + ".json"));
                zip.write(json.writeValueAsBytes(part(rest, part)));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new CommandException(
                    Exit.FAILED,
                    "The support bundle " + file + " cannot be written (" + e.getMessage()
                            + "); name another file.",
                    e);
        }
    }
}
