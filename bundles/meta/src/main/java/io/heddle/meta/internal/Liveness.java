package io.heddle.meta.internal;

import io.heddle.layout.Replicas;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Tells a silent backup from a silent network: an alert stands while a backup owes an answer for long
 * and others give theirs. It stays in sync and is waited for: a copy that left could not come back yet,
 * so silence alone must not cost redundancy. Losing the network, or its driver, is nobody's death.
 */
final class Liveness implements ReplyHandler {
    /** A backup that lacks records and is silent for this long raises an alert. */
    static final long SILENT_NS = 5_000_000_000L;

    /** Before that, the others are asked whether they hear us. */
    private static final long PROBE_NS = 4_000_000_000L;

    private static final long HEARD_NS = 1_000_000_000;

    private static final String ALERT = "backup-silent";

    private final MetaServer server;
    private long alerted;
    private long[] heardNs = {};
    private long probedNs;

    Liveness(MetaServer server) {
        this.server = server;
    }

    /** Says that a backup is waited for, until it is heard again. */
    void alert(int node) {
        if (node < Long.SIZE && (alerted & 1L << node) == 0) {
            alerted |= 1L << node;
            server.env()
                    .events()
                    .raise(
                            ALERT,
                            "server " + node,
                            "server " + node + " does not answer server " + server.id(),
                            "silent for " + SILENT_NS / 1_000_000_000L + " s while others answer",
                            "Its buckets take no writes meanwhile; see its log and drive.");
        }
    }

    void heard(int node, long nowNs) {
        if (node < Long.SIZE && (alerted & 1L << node) != 0) {
            alerted &= ~(1L << node);
            server.env().events().clear(ALERT, "server " + node);
        }
        if (node >= heardNs.length) {
            int known = heardNs.length;
            heardNs = Arrays.copyOf(heardNs, node + 1);
            Arrays.fill(heardNs, known, node + 1, nowNs - SILENT_NS);
        }
        heardNs[node] = nowNs;
    }

    /** Whether the backup is silent alone; asks the others when that may be so soon. */
    boolean isSilent(BackupLink link, long nowNs) {
        long since = link.silentSinceNs();
        if (since == Long.MAX_VALUE || nowNs - since < PROBE_NS) {
            return false;
        }
        if (nowNs - since < SILENT_NS || !isOtherHeard(link.node(), nowNs)) {
            probe(link.node(), nowNs);
            return false;
        }
        return true;
    }

    private boolean isOtherHeard(int node, long nowNs) {
        for (int i = 0; i < heardNs.length; i++) {
            if (i != node && nowNs - heardNs[i] < HEARD_NS) {
                return true;
            }
        }
        return false;
    }

    private void probe(int silent, long nowNs) {
        if (nowNs - probedNs < HEARD_NS / 2) {
            return;
        }
        probedNs = nowNs;
        long asked = 0;
        for (Replicas replicas : server.cluster().map().buckets()) {
            for (int node : replicas.servers()) {
                boolean again = node < Long.SIZE && (asked & 1L << node) != 0;
                if (node != silent && node != server.id() && !again) {
                    asked |= 1L << node;
                    // Refused means that others are being talked to.
                    int refused = server.session(node)
                            .call(
                                    Opcode.ECHO,
                                    0,
                                    MemorySegment.NULL,
                                    0,
                                    0,
                                    MemorySegment.NULL,
                                    0,
                                    0,
                                    this,
                                    node);
                    server.counters().probes.add(refused == 0 ? 1 : 0);
                }
            }
        }
    }

    @Override
    public void onReply(long node, int status, MemorySegment body, long offset, int lengthBytes) {
        if (status != Session.PEER_LOST) {
            heard((int) node, server.env().nanoTime());
        }
    }
}
