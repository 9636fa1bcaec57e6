package io.heddle.command.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.heddle.command.InstanceFile;
import io.heddle.command.RestClient;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A management API on loopback that knows a few answers by heart; others are 404. */
final class CannedRest implements AutoCloseable {
    private final HttpServer server;
    private final RestClient client;
    private volatile String lastBody = "";

    /**
     * @param data an empty folder
     * @param answers JSON by path below {@code /api/v1}
     */
    CannedRest(Path data, Map<String, String> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1", exchange -> answer(exchange, answers));
        server.start();
        var properties = new Properties();
        properties.setProperty("port", Integer.toString(server.getAddress().getPort()));
        InstanceFile.write(data, properties);
        Files.writeString(data.resolve("token"), "secret\n");
        client = RestClient.of(data);
    }

    /** What the latest request carried. */
    String lastBody() {
        return lastBody;
    }

    private void answer(HttpExchange exchange, Map<String, String> answers) {
        try (exchange) {
            lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath().substring("/api/v1".length());
            String known = answers.get(path);
            byte[] body = (known == null ? "{\"error\": \"There is no " + path + ".\"}" : known)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command prints with these arguments. */
    String run(Ask command, String... arguments) {
        new CommandLine(command).parseArgs(arguments);
        var bytes = new ByteArrayOutputStream();
        command.ask(client, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
