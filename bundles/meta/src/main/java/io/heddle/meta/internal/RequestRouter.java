package io.heddle.meta.internal;

import io.heddle.drive.Drive;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.RequestHandler;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import java.lang.foreign.MemorySegment;

/** Gives each request of a server to the bucket that it is for, or answers it. */
final class RequestRouter implements RequestHandler {
    private final MetaServer server;

    RequestRouter(MetaServer server) {
        this.server = server;
    }

    @Override
    public void onRequest(InboundRequest request) {
        int opcode = request.opcode();
        if (opcode == Opcode.ECHO) {
            request.reply(
                    0,
                    request.body(),
                    request.bodyOffset(),
                    request.bodyBytes(),
                    MemorySegment.NULL,
                    0,
                    0);
        } else if (!server.isServing()) {
            request.reply(opcode == Opcode.REPLICATE ? server.refusal() : Status.RETRY);
        } else if (opcode == Opcode.STATFS) {
            statFs(request);
        } else if (opcode < Opcode.REPLICATE) {
            onFileRequest(request);
        } else if (request.bodyBytes() < Long.BYTES) {
            request.reply(-Errno.EINVAL);
        } else if (opcode == Opcode.REPLICATE) {
            onReplicate(request);
        } else {
            onPeerRequest(request);
        }
    }

    private void onFileRequest(InboundRequest request) {
        if (request.bodyBytes() < FsRequest.HEADER_BYTES) {
            request.reply(-Errno.EINVAL);
            return;
        }
        long inode = request.body().get(FsRequest.LONG, request.bodyOffset() + 24);
        toPrimary(request, InodeId.bucket(inode));
    }

    private void toPrimary(InboundRequest request, int bucket) {
        BucketReplica replica = server.find(bucket);
        if (replica == null) {
            server.counters().stale.increment();
            request.reply(Status.STALE_EPOCH);
        } else {
            replica.onRequest(request);
        }
    }

    private void onReplicate(InboundRequest request) {
        if (request.bodyBytes() < BucketBackup.HEAD_BYTES + Records.HEADER_BYTES) {
            request.reply(-Errno.EINVAL);
            return;
        }
        int bucket = Records.bucket(request.body(), request.bodyOffset() + BucketBackup.HEAD_BYTES);
        BucketReplica replica = server.findOrOpen(bucket);
        if (replica == null) {
            request.reply(Status.RETRY);
        } else {
            replica.onReplicate(request);
        }
    }

    private void onPeerRequest(InboundRequest request) {
        MemorySegment body = request.body();
        long at = request.bodyOffset();
        int bucket = body.get(FsRequest.INT, at);
        int opcode = request.opcode();
        if (RequestContext.isStep(request) || opcode == Opcode.QUOTA) {
            toPrimary(request, bucket);
            return;
        }
        BucketReplica replica = server.findOrOpen(bucket);
        if (replica == null) {
            request.reply(Status.RETRY);
        } else if (opcode == Opcode.BUCKET_END) {
            replica.onBucketEnd(request);
        } else if (opcode == Opcode.FETCH_RECORDS && request.bodyBytes() >= 16) {
            replica.onFetch(request, body.get(FsRequest.LONG, at + 8));
        } else if (opcode == Opcode.READ_BLOCKS && request.bodyBytes() >= BlockRepair.ASK_BYTES) {
            replica.onReadBlocks(request);
        } else {
            request.reply(-Errno.EINVAL);
        }
    }

    /**
     * This server's share of what all have: drives divided by the copies that they hold; and what the
     * file system uses in the buckets that it leads.
     */
    private void statFs(InboundRequest request) {
        Drive drive = server.drive();
        int copies = server.copies();
        MemorySegment small = server.memory().small;
        small.set(FsRequest.LONG, 0, drive.capacityBytes() / copies);
        small.set(FsRequest.LONG, 8, drive.freeBytes() / copies);
        small.set(FsRequest.LONG, 16, server.keys());
        small.set(FsRequest.LONG, 24, drive.freeBytes() / Drive.BLOCK_BYTES);
        long root = request.bodyBytes() < FsRequest.HEADER_BYTES
                ? 0
                : request.body().get(FsRequest.LONG, request.bodyOffset() + 32);
        int fileSystem = InodeId.fileSystem(root);
        long limit = root == 0 ? FileSystemLimits.NONE : server.limits().blocks(fileSystem);
        small.set(FsRequest.LONG, 32, server.usedBlocks(fileSystem) * Drive.BLOCK_BYTES);
        small.set(
                FsRequest.LONG,
                40,
                limit == FileSystemLimits.NONE ? -1 : limit * Drive.BLOCK_BYTES);
        request.reply(0, small, 0, 48, MemorySegment.NULL, 0, 0);
    }
}
