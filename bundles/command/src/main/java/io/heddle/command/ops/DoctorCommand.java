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
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** {@code heddle doctor}. */
@Command(name = "doctor", description = "Runs every check again and prints remedies.")
public final class DoctorCommand extends Ask {
    private static final List<String> PARTS = List.of(
            "/status",
            "/cluster/processes",
            "/cluster/servers",
            "/cluster/drives",
            "/cluster/buckets",
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
        listing()
                .print(
                        out,
                        checks,
                        Column.of("CHECK", "check"),
                        Column.of("OK", "ok"),
                        Column.of("TEXT", "text"),
                        Column.of("REMEDY", "remedy"));
        if (bundle != null) {
            write(rest, bundle);
            System.err.println("heddle: wrote " + bundle);
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
