package io.heddle.bench.transport;

import io.heddle.bench.lab.Shell;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One stream of TCP by iperf3 over a veth.
 *
 * @param bitsPerSecond what arrived
 * @param cpuUsPerMib of both ends
 */
record Iperf(double bitsPerSecond, double cpuUsPerMib) {
    private static final int PORT = 5201;
    private static final long LIMIT_SECONDS = 60;

    static @Nullable String obstacle() {
        return Shell.has("iperf3") ? null : "iperf3 is missing: apt-get install iperf3.";
    }

    /** Runs it from the client of a link to its server. */
    static Iperf run(VethLink link, double seconds) throws IOException, InterruptedException {
        String address = VethLink.address(0, true);
        Process server = new ProcessBuilder(link.server.command(
                        List.of("iperf3", "-s", "-1", "-B", address, "-p", "" + PORT)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return parse(client(link, address, seconds));
        } finally {
            if (!server.waitFor(5, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    /** It knows whole seconds only. The server takes a moment to listen. */
    private static String client(VethLink link, String address, double seconds)
            throws IOException, InterruptedException {
        String whole = Long.toString(Math.max(1, Math.round(seconds)));
        List<String> words = List.of("iperf3", "-c", address, "-p", "" + PORT, "-t", whole, "-J");
        for (int attempt = 1; ; attempt++) {
            // Its exit code says nothing where its output is JSON.
            String said = link.client.exec(words, LIMIT_SECONDS);
            if (!said.contains("Connection refused") || attempt == 50) {
                return said;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    static Iperf parse(String json) throws IOException {
        int sum = json.lastIndexOf("\"sum_received\"");
        if (sum < 0) {
            throw new IOException("iperf3 gives no sum: " + json);
        }
        String end = json.substring(sum);
        double bits = number(end, "bits_per_second");
        double cores = (number(end, "host_total") + number(end, "remote_total")) / 100;
        return new Iperf(bits, cores * 1e6 / (bits / 8 / (1 << 20)));
    }

    private static double number(String json, String key) throws IOException {
        Matcher found = Pattern.compile(String.format(Locale.ROOT, "\"%s\":\\s*([-+0-9.eE]+)", key))
                .matcher(json);
        if (!found.find()) {
            throw new IOException("iperf3 gives no " + key + ".");
        }
        return Double.parseDouble(found.group(1));
    }
}
