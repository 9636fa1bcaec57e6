package io.heddle.rest.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** One line in the Gogo shell, with what it printed and the value it ended with. */
final class GogoLine {
    private GogoLine() {}

    static Views.ShellAnswer run(@Nullable CommandProcessor shell, String line) {
        if (shell == null) {
            throw new StorageException(
                    Errno.ENODEV,
                    "The Gogo runtime is stopped; start bundle org.apache.felix.gogo.runtime.");
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                CommandSession session =
                        shell.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            boolean failed = !execute(session, line, out);
            out.flush();
            return new Views.ShellAnswer(bytes.toString(StandardCharsets.UTF_8), failed);
        }
    }

    @SuppressWarnings("IllegalCatch") // A command may throw anything; it is the answer.
    private static boolean execute(CommandSession session, String line, PrintStream out) {
        try {
            Object value = session.execute(line);
            if (value != null) {
                out.println(session.format(value, Converter.INSPECT));
            }
            return true;
        } catch (Exception e) {
            out.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return false;
        }
    }
}
