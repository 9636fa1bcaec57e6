package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Proves the table of {@code heddle cluster processes}: what people see, and that JSON keeps nulls. */
class ProcessesTest {
    private static final String ROWS = """
            [ {"processId": 0, "hostname": "h1", "container": "server0", "ips": ["10.1.0.1"],
               "status": "UP", "roles": ["MANAGEMENT"], "network": "UDP", "cpu": null,
               "memoryBytes": null, "uptimeSeconds": 1454862},
              {"processId": 1, "hostname": "h1", "container": "server0",
               "ips": ["10.2.0.1", "10.3.0.1"], "status": "UP", "roles": ["COMPUTE"],
               "network": "DPDK / RDMA", "cpu": 12, "memoryBytes": 1578400481,
               "uptimeSeconds": 61} ]
            """;

    @TempDir
    private Path data;

    private CannedRest rest;

    @BeforeEach
    void open() throws IOException {
        rest = new CannedRest(data, Map.of("/cluster/processes", ROWS));
    }

    @AfterEach
    void close() {
        rest.close();
    }

    private String table(String... arguments) {
        return rest.run(new ClusterCommand.Processes(), arguments);
    }

    @Test
    void s115ShouldShowTheColumnsInOrder() {
        assertEquals(
                "PROCESS ID  HOSTNAME  CONTAINER  IPS                STATUS  ROLES       NETWORK"
                        + "      CPU  MEMORY   UPTIME",
                table().lines().findFirst().orElseThrow());
    }

    @Test
    void s118ShouldLeaveCpuAndMemoryOfManagementBlank() {
        assertEquals(
                "0           h1        server0    10.1.0.1           UP      MANAGEMENT  UDP    "
                        + "                    16d 20:07:42h",
                table().lines().skip(1).findFirst().orElseThrow());
        String json = table("--json");
        assertTrue(json.contains("\"cpu\" : null"), json);
        assertTrue(json.contains("\"memoryBytes\" : null"), json);
        assertFalse(json.contains("16d"), json);
    }

    @Test
    void s119ShouldShowOneCpuAndTheMemory() {
        assertEquals(
                "1           h1        server0    10.2.0.1,10.3.0.1  UP      COMPUTE     DPDK / RDMA"
                        + "  12   1.47 GB  0d 00:01:01h",
                table().lines().skip(2).findFirst().orElseThrow());
    }

    @Test
    void s122ShouldShowUptimesAsDaysAndAClock() {
        assertEquals("UPTIME\n16d 20:07:42h\n0d 00:01:01h\n", table("-o", "uptime"));
        assertEquals("STATUS\nUP\nUP\n", table("-o", "status"));
    }
}
