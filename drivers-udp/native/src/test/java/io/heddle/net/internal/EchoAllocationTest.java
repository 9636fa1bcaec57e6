package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.heddle.drivers.udp.nativ.NativeUdpDriver;
import io.heddle.drivers.udp.netty.NettyUdpDriver;
import io.heddle.runtime.Counters;
import io.heddle.runtime.internal.LiveLoops;
import io.heddle.runtime.internal.LogEvents;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * An allocation profile of the whole data path: an echo of the real transport on the real loop and
 * the kernel's UDP. What the loop's thread allocates is everything that a datagram costs the heap.
 */
class EchoAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WINDOW_DATAGRAMS = 50_000;

    /** An object of 16 bytes in 1,600 datagrams would be more. */
    private static final double ROUNDING = 0.01;

    private static final long MOST_NS = 120_000_000_000L;

    private final LogEvents events = new LogEvents();
    private LiveLoops loops;

    @BeforeEach
    void start() throws ReflectiveOperationException {
        var context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        loops = new LiveLoops(context, events, new Counters());
        call("start");
    }

    @AfterEach
    void stop() throws ReflectiveOperationException {
        call("stop");
    }

    private void call(String name) throws ReflectiveOperationException {
        Method method = LiveLoops.class.getDeclaredMethod(name);
        method.setAccessible(true);
        method.invoke(loops);
    }

    @Test
    void shouldAllocateNothingPerDatagramOnUdpNative() throws IOException {
        try (var echo = new SteadyEcho(loops.frontend(), new NativeUdpDriver())) {
            // The first windows pay for the compiler, which may come late on a busy machine.
            double bytes = Double.MAX_VALUE;
            for (long end = System.nanoTime() + MOST_NS;
                    bytes > ROUNDING && System.nanoTime() < end; ) {
                bytes = window(echo);
            }
            System.out.printf("udp-native: %.3f bytes allocated a datagram%n", bytes);
            Map<String, Long> profile = profile(echo);
            profile.forEach((where, count) -> System.out.println("  " + count + " x " + where));
            assertEquals(0, echo.failures());
            assertTrue(bytes <= ROUNDING, bytes + " bytes allocated a datagram");
        }
    }

    @Test
    void shouldSayWhatADatagramAllocatesOnUdpNetty() throws IOException {
        try (var echo = new SteadyEcho(loops.frontend(), new NettyUdpDriver())) {
            double bytes = Double.MAX_VALUE;
            for (int round = 0; round < 3; round++) {
                bytes = Math.min(bytes, window(echo));
            }
            System.out.printf("udp-netty: %.0f bytes allocated a datagram%n", bytes);
            // Samples are few where thread-local buffers are large.
            Map<String, Long> profile = Map.of();
            for (long end = System.nanoTime() + MOST_NS;
                    profile.isEmpty() && System.nanoTime() < end; ) {
                profile = profile(echo);
            }
            profile.forEach((where, count) -> System.out.println("  " + count + " x " + where));
            assertEquals(0, echo.failures());
            assertTrue(!profile.isEmpty(), "a profile that sees nothing here sees nothing at all");
        }
    }

    /** Bytes that the loop allocates for each datagram that it sends. */
    private static double window(SteadyEcho echo) {
        long datagrams = echo.datagrams();
        long allocated = THREADS.getThreadAllocatedBytes(echo.thread());
        await(echo, datagrams + WINDOW_DATAGRAMS);
        allocated = THREADS.getThreadAllocatedBytes(echo.thread()) - allocated;
        return (double) allocated / (echo.datagrams() - datagrams);
    }

    private static void await(SteadyEcho echo, long datagrams) {
        long deadline = System.nanoTime() + MOST_NS;
        while (echo.datagrams() < datagrams) {
            assertTrue(System.nanoTime() < deadline, "the echo has stopped");
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Samples of the loop's allocations by class and the nearest frames, from the flight recorder. */
    private static Map<String, Long> profile(SteadyEcho echo) throws IOException {
        Path file = Files.createTempFile("allocations", ".jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationSample").withStackTrace();
            recording.start();
            await(echo, echo.datagrams() + WINDOW_DATAGRAMS);
            recording.stop();
            recording.dump(file);
            var sites = new TreeMap<String, Long>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getThread() != null
                        && event.getThread().getJavaThreadId() == echo.thread()) {
                    sites.merge(site(event), 1L, Long::sum);
                }
            }
            return sites;
        } finally {
            Files.delete(file);
        }
    }

    private static String site(RecordedEvent event) {
        var text = new StringBuilder(event.getClass("objectClass").getName());
        if (event.getStackTrace() != null) {
            for (RecordedFrame frame :
                    event.getStackTrace().getFrames().stream().limit(3).toList()) {
                text.append(" < ")
                        .append(frame.getMethod().getType().getName())
                        .append('.')
                        .append(frame.getMethod().getName());
            }
        }
        return text.toString();
    }
}
