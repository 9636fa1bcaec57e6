package io.heddle.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * REST of one instance, with the token of its data folder.
 *
 * <p>An error answer is {@code {"error": SENTENCE, "exit": CODE}}; both end the command as they are.
 */
public final class RestClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration REQUEST = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final String token;
    private final Path data;
    private final HttpClient http;

    private RestClient(Path data, String base, String token) {
        this.data = data;
        this.base = base;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .sslContext(bare())
                .build();
    }

    /** REST of the instance in that data folder; whether it answers is seen at the first call. */
    public static RestClient of(Path data) {
        Path token = data.resolve("token");
        try {
            String secret = Files.readString(token).trim();
            return new RestClient(data, InstanceFile.url(data), secret);
        } catch (IOException unreadable) {
            throw new CommandException(
                    Exit.NOT_REACHABLE,
                    "No instance to talk to in " + data + ": start one with \"heddle up\", or name"
                            + " it with --data DIR.",
                    unreadable);
        }
    }

    /** The answer of a GET; {@code path} starts with "/", below {@code /api/v1}. */
    public JsonNode get(String path) {
        return json(send(request(path).GET().build(), BodyHandlers.ofString()));
    }

    /** The answer of a POST with a JSON body. */
    public JsonNode post(String path, Object body) {
        return json(send(withBody(path, "POST", body), BodyHandlers.ofString()));
    }

    /** The answer of a DELETE. */
    public JsonNode delete(String path) {
        return json(send(request(path).DELETE().build(), BodyHandlers.ofString()));
    }

    /** The lines of an answer that goes on, such as server-sent events; close it. */
    public Stream<String> lines(String path) {
        HttpRequest request = request(path).GET().timeout(Duration.ofDays(365)).build();
        HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
        if (response.statusCode() >= 400) {
            throw refused(
                    response.statusCode(), String.join("\n", response.body().toList()));
        }
        return response.body();
    }

    private HttpRequest withBody(String path, String method, Object body) {
        try {
            return request(path)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("The body has no JSON form.", notJson);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                .timeout(REQUEST)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException notThere) {
            throw new CommandException(
                    Exit.NOT_REACHABLE,
                    "The instance in " + data + " does not answer at " + base
                            + ": start it with \"heddle up --data " + data + "\".",
                    notThere);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.FAILED, "Interrupted.", interrupted);
        }
    }

    private JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() >= 400) {
            throw refused(response.statusCode(), response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException malformed) {
            throw new CommandException(
                    Exit.FAILED, "The answer of " + response.uri() + " is not JSON.", malformed);
        }
    }

    private CommandException refused(int status, String body) {
        // Jetty answers before REST is there, and after it has gone.
        int exit = Exit.NOT_REACHABLE;
        String sentence =
                "The instance in " + data + " is starting or stopping (" + status + "): try again.";
        try {
            JsonNode error = JSON.readTree(body);
            if (error.hasNonNull("error")) {
                sentence = error.get("error").asText();
                exit = exitOf(status);
            }
            if (error.hasNonNull("exit")) {
                exit = error.get("exit").asInt();
            }
        } catch (JsonProcessingException notJson) {
            return new CommandException(exit, sentence, notJson);
        }
        return new CommandException(exit, sentence);
    }

    private static int exitOf(int status) {
        return switch (status) {
            case 400, 404, 405, 422 -> Exit.WRONG_USE;
            case 409 -> Exit.REFUSED;
            case 502, 503, 504 -> Exit.NOT_REACHABLE;
            default -> Exit.FAILED;
        };
    }

    /** Trusts nobody, as loopback needs no TLS; the usual one reads all certificates first. */
    private static SSLContext bare() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has TLS.", impossible);
        }
    }
}
