package io.heddle.meta.internal;

import io.heddle.layout.Replicas;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Tells a silent backup from a silent network: a backup leaves only when it owes an answer for long
 * while others give theirs. Losing the network, or its driver, is nobody's death.
 */
final class Liveness implements ReplyHandler {
    /** A backup that lacks records and is silent for this long leaves. */
    static final long SILENT_NS = 5_000_000_000L;

    /** Before that, the others are asked whether they hear us. */
    private static final long PROBE_NS = 4_000_000_000L;

    private static final long HEARD_NS = 1_000_000_000;

    private final MetaServer server;
    private long[] heardNs = {};
    private long probedNs;

    Liveness(MetaServer server) {
        this.server = server;
    }

    void heard(int node, long nowNs) {
        if (node >= heardNs.length) {
            int known = heardNs.length;
            heardNs = Arrays.copyOf(heardNs, node + 1);
            Arrays.fill(heardNs, known, node + 1, nowNs - SILENT_NS);
        }
        heardNs[node] = nowNs;
    }

    /** Whether the backup has to leave; asks the others when that may be so soon. */
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
