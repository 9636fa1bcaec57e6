package io.heddle.itests;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/** A port that nothing listens on. */
final class FreePort {
    private static final int TRIES = 100;

    private FreePort() {}

    /** Below the ports that the kernel gives to connections, which might take it before it is used. */
    static int find() throws IOException {
        var random = new SplittableRandom();
        for (int attempt = 0; ; attempt++) {
            int port = random.nextInt(20_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                if (attempt == TRIES) {
                    throw taken;
                }
            }
        }
    }
}
