package io.heddle.meta.internal;

import io.heddle.drive.Drive;
import io.heddle.foreign.linux.Errno;
import io.heddle.meta.Servers.ServerStatus;
import io.heddle.net.Lane;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server with what it was made of, to show it and to stop it in order. */
record RunningServer(int id, Loop loop, Drive drive, MetaServer server, Lane lane, long startedNs) {
    /** On the loop. */
    ServerStatus status() {
        String failure = drive.failure();
        String status = failure != null ? "FAILED" : server.isRecovering() ? "RECOVERING" : "UP";
        return new ServerStatus(
                id,
                status,
                server.primaries(),
                server.inSync(),
                drive.capacityBytes(),
                drive.capacityBytes() - drive.freeBytes(),
                failure == null ? "" : failure,
                startedNs,
                server.memory().bytes(),
                drive.memoryBytes());
    }

    /**
     * Stops serving, writes a checkpoint as far as the time allows, and gives everything back. Without
     * the checkpoint nothing is lost: the next start replays more of the journal.
     */
    void stop(long checkpointSeconds) {
        MetaServers.await(
                loop,
                () -> {
                    loop.remove(server);
                    return server;
                },
                checkpointSeconds);
        checkpoint(checkpointSeconds);
        MetaServers.await(
                loop,
                () -> {
                    lane.close();
                    loop.remove(server.endpoint());
                    loop.remove(drive);
                    server.memory().close();
                    return server;
                },
                checkpointSeconds);
    }

    private void checkpoint(long seconds) {
        var written = new CompletableFuture<Boolean>();
        boolean asked = drive.failure() == null
                && loop.post(() -> drive.checkpoint(() -> written.complete(true)));
        if (!asked) {
            return;
        }
        try {
            written.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            server.env()
                    .events()
                    .event(
                            "meta",
                            "Server " + id + " stops without a checkpoint: it took over " + seconds
                                    + " s.");
        } catch (ExecutionException e) {
            throw new StorageException(Errno.EIO, "The checkpoint of server " + id + " failed.", e);
        }
    }
}
