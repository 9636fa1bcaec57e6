package io.heddle.command.ops;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;

/** {@code heddle cluster container ...}; the data NICs by default. */
@Command(
        name = "container",
        description = "What belongs to a container: its data NICs.",
        subcommands = ContainerNetCommand.class)
final class ContainerCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        ContainerNetCommand.nics(this, rest, out);
    }
}
