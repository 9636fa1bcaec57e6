package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.Exit;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/** {@code heddle shell}: lines for Gogo, over the API and with its token. */
@Command(name = "shell", description = "The Gogo shell; with a LINE, runs just that.")
public final class ShellCommand extends Ask {
    @Parameters(arity = "0..*", paramLabel = "LINE", description = "Such as: lb, or: stop 42")
    private @Nullable List<String> words;

    private boolean failed;

    @Override
    void ask(RestClient rest, PrintStream out) {
        if (words != null && !words.isEmpty()) {
            run(rest, out, String.join(" ", words));
            return;
        }
        boolean prompt = System.console() != null;
        var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        while (true) {
            if (prompt) {
                out.print("g! ");
                out.flush();
            }
            String line = read(in);
            if (line == null || line.equals("exit") || line.equals("quit")) {
                return;
            }
            if (!line.isBlank()) {
                run(rest, out, line);
            }
        }
    }

    private static @Nullable String read(BufferedReader in) {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(RestClient rest, PrintStream out, String line) {
        JsonNode answer = rest.post("/shell", Map.of("line", line));
        failed = answer.path("failed").asBoolean();
        (failed ? System.err : out).print(answer.path("output").asText());
    }

    @Override
    int exit() {
        return failed ? Exit.FAILED : Exit.DONE;
    }
}
