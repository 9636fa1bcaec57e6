package io.heddle.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The side of a peer of what {@link PeerProcess} says: a command a line, an answer a line. */
final class CommandLine {
    /** Does a command and gives the pairs of its answer. */
    @FunctionalInterface
    interface Command {
        String run(Answer arguments) throws IOException, InterruptedException;
    }

    private final Map<String, Command> commands;

    CommandLine(Map<String, Command> commands) {
        this.commands = Map.copyOf(commands);
    }

    /** Says hello and serves until the input ends. */
    void serve(String hello) throws IOException, InterruptedException {
        say("ok " + hello);
        try (var input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                say(answer(line));
            }
        }
    }

    private String answer(String line) throws InterruptedException {
        String verb = line.split(" ", 2)[0];
        Command command = commands.get(verb);
        if (command == null) {
            return "error there is no command '" + verb + "', there are " + commands.keySet();
        }
        try {
            return "ok " + command.run(Answer.parse(line));
        } catch (IOException | RuntimeException failed) {
            failed.printStackTrace();
            return "error " + failed.toString().replace('\n', ' ');
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
