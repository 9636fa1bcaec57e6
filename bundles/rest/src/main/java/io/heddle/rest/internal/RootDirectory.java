package io.heddle.rest.internal;

import io.heddle.client.Client;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the cluster for the root directory of a file system, as the mount does. */
final class RootDirectory {
    private static final long TIMEOUT_S = 10;

    private RootDirectory() {}

    /**
     * How many entries the directory has; blocks.
     *
     * @throws StorageException ETIMEDOUT, EIO
     */
    static long entries(Client client, long root) {
        var answer = new CompletableFuture<Long>();
        MemorySegment head = MemorySegment.ofArray(new byte[FsRequest.HEADER_BYTES]);
        new FsRequest().begin(head, 0).inode(root);
        client.loop().submit(() -> {
            client.submit(
                    Opcode.GETATTR,
                    head,
                    0,
                    FsRequest.HEADER_BYTES,
                    MemorySegment.NULL,
                    0,
                    0,
                    (token, status, body, offset, bytes) ->
                            complete(answer, status, body, offset, bytes),
                    0);
            return true;
        });
        try {
            return answer.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    Errno.EINTR, "The look at the root directory was interrupted.", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StorageException(
                    Errno.ETIMEDOUT,
                    "The root directory could not be looked at; see 'heddle doctor' and try again.",
                    e);
        }
    }

    private static void complete(
            CompletableFuture<Long> answer,
            int status,
            MemorySegment body,
            long offset,
            int bytes) {
        if (status == -Errno.ENOENT) {
            answer.complete(0L); // Never mounted, so never made.
        } else if (status < 0 || bytes < Attr.BYTES) {
            answer.completeExceptionally(
                    new StorageException(Errno.EIO, "GETATTR gave " + status + "."));
        } else {
            answer.complete(new Attr().wrap(body, offset).size());
        }
    }
}
