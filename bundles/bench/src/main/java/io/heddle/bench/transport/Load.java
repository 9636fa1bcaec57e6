package io.heddle.bench.transport;

import java.util.Locale;

/**
 * What both sides of a comparison do.
 *
 * @param op "echo" or "sink"
 * @param bytes of a request
 * @param outstanding requests on their way at once
 */
record Load(String op, int bytes, int outstanding) {
    /** The command that starts it. */
    String command(double seconds) {
        return String.format(
                Locale.ROOT,
                "start op=%s bytes=%d outstanding=%d seconds=%.3f peers=0",
                op,
                bytes,
                outstanding,
                seconds);
    }
}
