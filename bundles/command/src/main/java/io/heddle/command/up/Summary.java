package io.heddle.command.up;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.CommandException;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.file.Path;

/** The last lines of {@code heddle up}: where everything is. */
final class Summary {
    private final Path data;
    private final String mount;
    private final String url;

    Summary(Path data, String mount, String url) {
        this.data = data;
        this.mount = mount;
        this.url = url;
    }

    void print(PrintStream out) {
        out.println("mount: " + mount);
        out.println("console: " + url + "/system/console");
        out.println("user: admin");
        out.println("password-file: " + data.resolve("password"));
        out.println("network: " + network());
        out.flush();
    }

    private String network() {
        try {
            String driver = driver(data);
            return driver == null
                    ? "none (no driver can serve here; \"heddle net drivers\" says why)"
                    : driver;
        } catch (CommandException silent) {
            return "unknown (" + silent.getMessage() + ")";
        }
    }

    /** The driver in use and why it was chosen, or null while there is none. */
    static @Nullable String driver(Path data) {
        JsonNode status = RestClient.of(data).get("/status");
        String driver = status.path("network").asText();
        return driver.equals("none")
                ? null
                : driver + " (" + status.path("networkReason").asText() + ")";
    }
}
