package io.heddle.command.ops;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;

/** {@code heddle alerts}. */
@Command(name = "alerts", description = "What is wrong, the check that found it and the remedy.")
public final class AlertsCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        list(
                rest,
                out,
                "/alerts",
                Column.of("SINCE", "since"),
                Column.of("SEVERITY", "severity"),
                Column.of("KIND", "kind"),
                Column.of("TEXT", "text"),
                Column.of("EVIDENCE", "evidence"),
                Column.of("REMEDY", "remedy"));
    }
}
