package io.heddle.command.ops;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;

/** {@code heddle net io}. */
@Command(name = "io", description = "Operations and bytes by driver, path and reason.")
final class NetIoCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        list(
                rest,
                out,
                "/net/io",
                Column.of("DRIVER", "driver"),
                Column.of("PATH", "path"),
                Column.of("REASON", "reason"),
                Column.of("OPERATIONS", "operations"),
                Column.bytes("BYTES", "bytes"));
    }
}
