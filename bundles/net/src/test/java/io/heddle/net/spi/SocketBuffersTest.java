package io.heddle.net.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.heddle.hardware.Inventory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SocketBuffersTest {
    @TempDir
    Path root;

    private Reason probe(String limit, String capabilities, boolean forces) throws IOException {
        write("proc/sys/net/core/rmem_max", limit + "\n");
        write("proc/self/status", "Name:\tjava\nCapEff:\t" + capabilities + "\nThreads:\t9\n");
        return SocketBuffers.probe(Inventory.read(root), forces);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void shouldHaveNoRemedyWhereBuffersCanBeLarge() throws IOException {
        Reason reason = probe("8388608", "0000000000000000", true);
        assertEquals("8388608", reason.seen());
        assertNull(reason.remedy());
        reason = probe("212992", "000001ffffffffff", true);
        assertEquals("/proc/self/status", reason.path());
        assertEquals("CapEff:\t000001ffffffffff", reason.seen());
        assertNull(reason.remedy());
    }

    @Test
    void shouldNameTheRemedyWhereTheKernelCapsThem() throws IOException {
        Reason reason = probe("212992", "0000000000000400", true);
        assertEquals("/proc/sys/net/core/rmem_max", reason.path());
        assertEquals("212992", reason.seen());
        assertEquals(
                "Run `sysctl -w net.core.rmem_max=8388608`, or give the process CAP_NET_ADMIN.",
                reason.remedy());
        // A driver that cannot force gains nothing from the capability.
        reason = probe("212992", "000001ffffffffff", false);
        assertEquals("Run `sysctl -w net.core.rmem_max=8388608`.", reason.remedy());
    }

    @Test
    void shouldSayItToThePortOnlyWhenTheBufferCameOutSmall() {
        var said = new StringBuilder();
        PortEvents events = new SilentEvents() {
            @Override
            public void concern(String text, String evidence, String remedy) {
                said.append(evidence);
            }
        };
        SocketBuffers.given(8 << 20, true, events);
        assertEquals("", said.toString());
        SocketBuffers.given(212_992, true, events);
        assertEquals("/proc/sys/net/core/rmem_max: 212992 bytes given of 8388608", said.toString());
    }
}
