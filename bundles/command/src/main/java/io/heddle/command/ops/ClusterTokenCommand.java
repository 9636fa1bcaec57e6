package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.Map;

/** {@code heddle cluster token}: the token alone on stdout, so that a script can take it. */
@Command(
        name = "token",
        description = {
            "Prints a word with which one further process can join, once.",
            "It is as secret as a password; it names this cluster's address and authority."
        })
final class ClusterTokenCommand extends Ask {
    @Option(names = "--minutes", paramLabel = "N", description = "How long it is good (60).")
    private long minutes = 60;

    @Override
    void ask(RestClient rest, PrintStream out) {
        JsonNode token = rest.post("/cluster/tokens", Map.of("minutes", minutes));
        if (listing().json()) {
            Listing.printJson(out, token);
            return;
        }
        out.println(token.path("token").asText());
        System.err.println(
                "heddle: good for one process until " + token.path("until").asText() + ".");
    }
}
