package io.heddle.command.ops;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;

/** {@code heddle net ...}; the drivers by default. */
@Command(
        name = "net",
        description = "Network drivers: what they could do here, which is used and why, live swap.",
        subcommands = {
            NetDriversCommand.class,
            NetExplainCommand.class,
            NetInventoryCommand.class,
            NetIoCommand.class,
            NetLabCommand.class,
            NetPlanCommand.class,
            NetSwapCommand.class
        })
public final class NetCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        NetDriversCommand.drivers(this, rest, out);
    }
}
