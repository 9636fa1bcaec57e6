package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** {@code heddle fs ...}; lists by default. */
@Command(
        name = "fs",
        description = "File systems.",
        subcommands = {
            FsCommand.Create.class,
            FsCommand.Delete.class,
            FsCommand.Mount.class,
            FsCommand.Unmount.class
        })
public final class FsCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        list(
                rest,
                out,
                "/fs",
                Column.of("NAME", "name"),
                Column.bytes("CAPACITY", "capacityBytes"),
                Column.bytes("USED", "usedBytes"),
                Column.of("PROTECTION", "protection"),
                Column.of("ENCRYPTED", "encrypted"),
                Column.of("MOUNTS", "mounts"));
    }

    @Command(name = "create", description = "Makes a file system.")
    static final class Create extends Ask {
        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(
                names = "--capacity",
                paramLabel = "SIZE",
                description = "Such as 8G; the cluster's by default.")
        private String capacity = "0";

        @Option(names = "--encrypted", description = "Encrypts its data.")
        private boolean encrypted;

        @Option(names = "--protection", paramLabel = "P", description = "Such as 3x.")
        private String protection = "";

        @Override
        void ask(RestClient rest, PrintStream out) {
            JsonNode made = rest.post(
                    "/fs",
                    Map.of(
                            "name", name,
                            "capacityBytes", bytes(capacity),
                            "encrypted", encrypted,
                            "protection", protection));
            show(out, made, Column.of("name", "name"), Column.of("protection", "protection"));
        }

        private static long bytes(String text) {
            try {
                return Units.parseBytes(text);
            } catch (IllegalArgumentException e) {
                throw new CommandException(
                        Exit.WRONG_USE, "--capacity: " + e.getMessage() + ".", e);
            }
        }
    }

    @Command(name = "delete", description = "Deletes a file system that is empty.")
    static final class Delete extends Ask {
        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Override
        void ask(RestClient rest, PrintStream out) {
            JsonNode answer = rest.delete("/fs/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
            show(out, answer, Column.of("deleted", "deleted"));
        }
    }

    @Command(name = "mount", description = "Mounts a file system on this machine.")
    static final class Mount extends Ask {
        @Parameters(index = "0", paramLabel = "NAME")
        private String name = "";

        @Parameters(index = "1", paramLabel = "DIR")
        private @Nullable Path directory;

        @Override
        void ask(RestClient rest, PrintStream out) {
            JsonNode answer = rest.post(
                    "/mounts", Map.of("fileSystem", name, "directory", absolute(directory)));
            show(
                    out,
                    answer,
                    Column.of("file system", "fileSystem"),
                    Column.of("mount", "directory"));
        }
    }

    @Command(name = "unmount", description = "Unmounts.")
    static final class Unmount extends Ask {
        @Parameters(paramLabel = "DIR")
        private @Nullable Path directory;

        @Override
        void ask(RestClient rest, PrintStream out) {
            JsonNode answer = rest.post("/mounts/remove", Map.of("directory", absolute(directory)));
            show(out, answer, Column.of("unmounted", "unmounted"));
        }
    }

    private static String absolute(@Nullable Path directory) {
        return java.util.Objects.requireNonNull(directory)
                .toAbsolutePath()
                .normalize()
                .toString();
    }
}
