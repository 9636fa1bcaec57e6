package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.Exit;
import io.heddle.command.Heddle;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A command that asks the instance something and prints the answer. */
abstract class Ask implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final Listing listing = new Listing();

    /** Asks and prints. */
    abstract void ask(RestClient rest, PrintStream out);

    @Override
    public final Integer call() {
        ask(rest(), System.out);
        return exit();
    }

    /** What the command exits with when nothing failed. */
    int exit() {
        return Exit.DONE;
    }

    RestClient rest() {
        return Heddle.of(java.util.Objects.requireNonNull(spec)).rest();
    }

    /** The data folder of the instance that is asked. */
    Path data() {
        return Heddle.of(java.util.Objects.requireNonNull(spec)).data();
    }

    Listing listing() {
        return listing;
    }

    void list(RestClient rest, PrintStream out, String path, Column... columns) {
        listing.print(out, rest.get(path), columns);
    }

    /** Prints one object: as JSON, or a line for each key given. */
    void show(PrintStream out, JsonNode answer, Column... lines) {
        if (listing.json()) {
            Listing.printJson(out, answer);
            return;
        }
        for (Column line : lines) {
            out.printf("%-18s %s%n", line.title() + ":", line.show(answer));
        }
    }
}
