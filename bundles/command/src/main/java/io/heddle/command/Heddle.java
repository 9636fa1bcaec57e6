package io.heddle.command;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The command itself: options that all share, and how errors become sentences and exit codes. */
@Command(
        name = "heddle",
        description = "An open, modular, parallel POSIX file system.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "heddle 0.1.0-SNAPSHOT",
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true)
public final class Heddle {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The instance (HEDDLE_HOME, else ./.heddle/data).")
    private @Nullable Path data;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command line and returns its exit code. */
    public static int run(String... args) {
        CommandLine line = new CommandLine(new Heddle());
        Subcommands.ALL.forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Heddle::wrongUse);
        line.setExecutionExceptionHandler(Heddle::failed);
        CommandSpec spec = line.getCommandSpec();
        if (args.length == 0) {
            line.usage(System.err);
            return spec.exitCodeOnInvalidInput();
        }
        return line.execute(args);
    }

    /** The root of any command, for what all share. */
    public static Heddle of(CommandSpec any) {
        return (Heddle) any.root().userObject();
    }

    /** The data folder of the instance that is meant. */
    public Path data() {
        if (data != null) {
            return data.toAbsolutePath().normalize();
        }
        String home = System.getenv("HEDDLE_HOME");
        Path named = home == null || home.isBlank() ? Path.of(".heddle", "data") : Path.of(home);
        return named.toAbsolutePath().normalize();
    }

    /** REST of the instance that is meant. */
    public RestClient rest() {
        return RestClient.of(data());
    }

    private static int wrongUse(ParameterException wrong, String[] args) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        System.err.println(wrong.getMessage() + ". See: " + command + " --help");
        return Exit.WRONG_USE;
    }

    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        if (failure instanceof CommandException known) {
            System.err.println("heddle: " + known.getMessage());
            return known.exit();
        }
        String command = line.getCommandSpec().qualifiedName();
        Throwable cause = failure instanceof UncheckedIOException io ? io.getCause() : failure;
        if (cause instanceof IOException) {
            System.err.println(
                    "heddle: " + command + " could not read or write a file (" + cause.getMessage()
                            + "): check space and rights of its folder and try again.");
            return Exit.FAILED;
        }
        System.err.println("heddle: " + command + " failed: " + failure);
        failure.printStackTrace();
        return Exit.FAILED;
    }
}
