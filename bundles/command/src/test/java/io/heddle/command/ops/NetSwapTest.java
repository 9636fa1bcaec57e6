package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.command.Exit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

class NetSwapTest {
    private static final String LEDGER = """
            {"from": "udp-native", "to": "udp-netty", "started": 9, "acknowledged": 9,
             "retransmitted": 2, "executedTwice": 0, "lost": 0, "longestStallMs": 4.96,
             "executed": 7, "unchanged": 1, "refused": 1, "retransmittedOperations": 1,
             "longestWaitMs": 12.34, "longestWait": "client 4d request 7", "overflow": 0,
             "paths": [ {"lane": "client", "slot": 1, "driver": "udp-netty",
                         "address": "127.0.0.1:4711", "operations": 9, "fragments": 12,
                         "retransmitted": 2, "bytes": 2048, "portBytes": 4096} ],
             "findings": [%s]}
            """;

    @TempDir
    private Path data;

    @Test
    void shouldPrintTheLedgerWithItsPortsAndItsSlowestOperation() throws IOException {
        var command = new NetSwapCommand();
        try (var rest = new CannedRest(data, Map.of("/net/swap", LEDGER.formatted("")))) {
            assertEquals("""
                    from:              udp-native
                    to:                udp-netty
                    started:           9
                    acknowledged:      9
                    retransmitted:     2
                    executed twice:    0
                    lost:              0
                    longest stall ms:  5.0
                    executed:          7
                    nothing to change: 1
                    refused:           1
                    sent again:        1
                    longest wait ms:   12.3
                    waited so long:    client 4d request 7
                    not recorded:      0
                    by port:           udp-netty 127.0.0.1:4711: 9 operations, 2 fragments again,\
                     2.00 KB of 4.00 KB sent
                    findings:          none
                    """, rest.run(command, "udp-netty"));
            assertEquals(Exit.DONE, command.exit());
        }
    }

    @Test
    void shouldFailWhenTheLedgerHasAnErrorAndNotForANotice() throws IOException {
        String notice = """
                {"kind": "overflow", "error": false, "count": 3, "example": "client"}""";
        String error = """
                {"kind": "sent-after-answer", "error": true, "count": 1, "example": "request 7"}""";
        var command = new NetSwapCommand();
        try (var rest = new CannedRest(data, Map.of("/net/swap", LEDGER.formatted(notice)))) {
            rest.run(command, "udp-netty");
            assertEquals(Exit.DONE, command.exit());
        }
        String both = LEDGER.formatted(notice + "," + error);
        try (var rest = new CannedRest(data, Map.of("/net/swap", both))) {
            String text = rest.run(command, "udp-netty");
            assertTrue(
                    text.contains("overflow 3 (client); ERROR sent-after-answer 1 (request 7)\n"),
                    text);
            assertEquals(Exit.FAILED, command.exit());
        }
    }
}
