package io.heddle.systests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An instance with its lab up: what it has in the system, and how it is asked. */
record LabRun(HeddleProcess heddle, String prefix) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT_S = 60;

    /** What a process holds in the system, for leaks. */
    record Held(long descriptors, long threads, long hugePages, List<String> links) {}

    /** Something that comes true by itself. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Brings it up; skips the test, aloud, where that driver cannot serve. */
    static LabRun up(HeddleProcess heddle, String driver) throws Exception {
        HeddleProcess.Result result = heddle.run("net", "lab", "up");
        if (result.exit() != 0) {
            System.out.println("SKIPPED: no lab can be brought up: " + result.err());
            Assumptions.abort(result.err());
        }
        JsonNode lab = heddle.json("net", "lab");
        for (JsonNode one : lab.path("drivers")) {
            if (one.path("name").asText().equals(driver) && !one.path("usable").asBoolean()) {
                System.out.println("SKIPPED: " + one);
                Assumptions.abort(one.toString());
            }
        }
        return new LabRun(heddle, lab.path("bridge").asText().replaceAll("br$", ""));
    }

    /** Interfaces of this lab. */
    List<String> links() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/sys/class/net"))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    Held held() throws IOException {
        Path process = Path.of("/proc/" + heddle.pid());
        String meminfo = Files.readString(Path.of("/proc/meminfo"));
        return new Held(
                count(process.resolve("fd")),
                count(process.resolve("task")),
                number(meminfo, "HugePages_Total:") - number(meminfo, "HugePages_Free:"),
                links());
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    private static long number(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.substring(key.length()).strip()))
                .findFirst()
                .orElse(0);
    }

    String network() throws Exception {
        return heddle.json("status").path("network").asText();
    }

    /** As the console does it. */
    JsonNode post(String path, String body) throws Exception {
        return ask(path, "POST", BodyPublishers.ofString(body));
    }

    JsonNode get(String path) throws Exception {
        return ask(path, "GET", BodyPublishers.noBody());
    }

    private JsonNode ask(String path, String method, HttpRequest.BodyPublisher body)
            throws Exception {
        return JSON.readTree(say("/api/v1" + path, method, body));
    }

    /** One of the numbers that Prometheus reads; -1 if there is none of that name. */
    long metric(String name) throws Exception {
        return say("/metrics", "GET", BodyPublishers.noBody())
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(-1);
    }

    private String say(String path, String method, HttpRequest.BodyPublisher body)
            throws Exception {
        var instance = new Properties();
        try (Reader in = Files.newBufferedReader(heddle.data().resolve("instance.properties"))) {
            instance.load(in);
        }
        String token = Files.readString(heddle.data().resolve("token")).trim();
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + instance.getProperty("port") + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    /** Waits, while the load goes on. */
    void await(Load load, String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " did not come: " + heddle.json("net", "drivers")
                        + heddle.json("alerts") + heddle.log());
            }
            load.goesOn();
        }
    }
}
