package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.command.CommandException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Proves {@code heddle cluster container net}: the tables, and what add and remove say. */
class ContainerNetTest {
    private static final String ROWS = """
            [ {"container": "server0", "nic": "ens1f0", "ips": ["10.2.0.1"], "label": "left",
               "driver": "udp-native", "link": "up", "state": "6 ACTIVE, 1 SUSPECT",
               "roundTripNs": 41234, "txDatagrams": 7, "txBytes": 1578400481, "rxDatagrams": 8,
               "rxBytes": 2048, "rxDropped": 0, "lost": 3,
               "paths": [ {"peer": "client", "state": "ACTIVE", "roundTripNs": 41234,
                           "windowBytes": 65536, "sentBytes": 1024, "lost": 3,
                           "remote": "10.2.0.9:4000", "label": "left"} ]},
              {"container": "server0", "nic": "ens1f1", "ips": ["10.3.0.1"], "label": "",
               "driver": "", "link": "down", "state": "no port", "roundTripNs": 0,
               "txDatagrams": 0, "txBytes": 0, "rxDatagrams": 0, "rxBytes": 0, "rxDropped": 0,
               "lost": 0, "paths": []} ]
            """;
    private static final String ADDED = """
            {"nic": "ens1f1", "ips": ["10.3.0.1"], "label": "right",
             "containers": ["server0", "client"], "done": "added"}
            """;
    private static final String REMOVED = """
            {"nic": "ens1f1", "ips": [], "label": "", "containers": ["server0", "client"],
             "done": "removed"}
            """;

    @TempDir
    private Path data;

    private CannedRest rest;

    @BeforeEach
    void open() throws IOException {
        rest = new CannedRest(
                data,
                Map.of(
                        "/cluster/containers/net",
                        ROWS,
                        "/cluster/containers/server0/net",
                        ADDED,
                        "/cluster/containers/server0/net/ens1f1",
                        REMOVED,
                        "/net/nics/ens1f1/unplug",
                        "{\"broken\": \"ens1f1\", \"seconds\": 3}"));
    }

    @AfterEach
    void close() {
        rest.close();
    }

    @Test
    void shouldListTheDataNicsOfEveryContainer() {
        assertEquals(
                """
                CONTAINER  NIC     IPS       LABEL  DRIVER      LINK
                server0    ens1f0  10.2.0.1  left   udp-native  up
                server0    ens1f1  10.3.0.1                     down
                """,
                rest.run(new ContainerNetCommand(), "-o", "container,nic,ips,label,driver,link"));
        assertEquals("""
                PATHS                ROUND TRIP  SENT     LOST
                6 ACTIVE, 1 SUSPECT  41.2 us     1.47 GB  3
                no port                          0 B      0
                """, rest.run(new ContainerNetCommand(), "-o", "paths,round trip,sent,lost"));
        String json = rest.run(new ContainerCommand(), "--json", "-F", "nic=ens1f0");
        assertTrue(json.contains("\"peer\" : \"client\""), json);
        assertFalse(json.contains("ens1f1"), json);
    }

    @Test
    void shouldListEveryPath() {
        assertEquals(
                """
                CONTAINER  NIC     PEER    STATE   ROUND TRIP  WINDOW
                server0    ens1f0  client  ACTIVE  41.2 us     64.00 KB
                """,
                rest.run(
                        new ContainerNetCommand(),
                        "--paths",
                        "-o",
                        "container,nic,peer,state,round trip,window"));
        assertEquals(
                """
                SENT     LOST  REMOTE         LABEL
                1.00 KB  3     10.2.0.9:4000  left
                """,
                rest.run(new ContainerNetCommand(), "--paths", "-o", "sent,lost,remote,label"));
    }

    @Test
    void s92ShouldAddWithAddressesAndALabelAndTellWhoGotIt() {
        String out = rest.run(
                new ContainerNetCommand.Add(),
                "server0",
                "ens1f1",
                "--ips",
                "10.3.0.1",
                "--label",
                "right");
        assertEquals("""
                added:             ens1f1
                ips:               10.3.0.1
                label:             right
                containers:        server0,client
                """, out);
        assertEquals(
                "{\"nic\":\"ens1f1\",\"ips\":[\"10.3.0.1\"],\"label\":\"right\"}", rest.lastBody());
    }

    @Test
    void shouldUnplugForADrill() {
        assertEquals(
                "unplugged:         ens1f1\nseconds:           3\n",
                rest.run(new NicCommand.Unplug(), "ens1f1", "--seconds", "3"));
        assertEquals("{\"seconds\":3}", rest.lastBody());
    }

    @Test
    void shouldRemoveAndPassRefusalsOn() {
        assertEquals(
                "removed:           ens1f1\ncontainers:        server0,client\n",
                rest.run(new ContainerNetCommand.Remove(), "server0", "ens1f1"));
        var refused = assertThrows(
                CommandException.class,
                () -> rest.run(new ContainerNetCommand.Remove(), "server9", "ens1f1"));
        assertEquals(2, refused.exit());
    }
}
