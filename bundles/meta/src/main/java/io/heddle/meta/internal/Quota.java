package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.transport.InboundRequest;

/**
 * The limits of file systems at one bucket: what is used here, what may be used before the bucket has
 * to ask, and, if a root lies here, what all buckets may use.
 */
final class Quota {
    private final BucketUsage usage;
    private final Allowances allowances;
    private final QuotaKeeper keeper;

    Quota(MetaServer server, BucketPrimary primary) {
        usage = new BucketUsage(primary.state(), server.memory().small);
        allowances = new Allowances(server, primary, usage);
        keeper = new QuotaKeeper(server, primary);
    }

    /** The bucket begins to serve. */
    void load() {
        usage.load();
    }

    /** Another server leads now. */
    void drop() {
        allowances.drop();
        keeper.drop();
    }

    void tick(long nowNs) {
        allowances.tick(nowNs);
        keeper.tick(nowNs);
    }

    void onMessage(InboundRequest request) {
        var body = request.body();
        long at = request.bodyOffset();
        boolean sound = request.bodyBytes() >= QuotaMessage.BYTES
                && QuotaMessage.fileSystem(body, at) >= 0
                && QuotaMessage.fileSystem(body, at) < InodeId.FILE_SYSTEMS;
        if (sound && QuotaMessage.kind(body, at) == QuotaMessage.ASK) {
            keeper.onAsk(request);
        } else if (sound && QuotaMessage.kind(body, at) == QuotaMessage.SET) {
            allowances.onSet(request);
        } else {
            request.reply(-Errno.EINVAL);
        }
    }

    BucketUsage usage() {
        return usage;
    }

    Allowances allowances() {
        return allowances;
    }
}
