package io.heddle.consensus.internal;

import io.heddle.consensus.ClusterLog;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.netty.NettyConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A member of the control group: one Raft group by Apache Ratis, in this JVM. */
final class RatisClusterLog implements ClusterLog {
    private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(0x6865_6464_6c65L, 1));
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    private final RaftServer server;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    private RatisClusterLog(RaftServer server) {
        this.server = server;
    }

    static RatisClusterLog open(
            Path folder, int member, List<String> members, StateMachine machine) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(RatisClusterLog.class.getClassLoader());
        try {
            var peers = new ArrayList<RaftPeer>();
            for (int i = 0; i < members.size(); i++) {
                peers.add(RaftPeer.newBuilder()
                        .setId("m" + i)
                        .setAddress(members.get(i))
                        .build());
            }
            boolean known = folder.resolve(GROUP.getUuid().toString()).toFile().isDirectory();
            RaftServer server = RaftServer.newBuilder()
                    .setServerId(peers.get(member).getId())
                    .setGroup(RaftGroup.valueOf(GROUP, peers))
                    .setProperties(properties(folder, members.get(member), members.size()))
                    .setStateMachine(new AgreedMachine(machine))
                    .setOption(
                            known
                                    ? RaftStorage.StartupOption.RECOVER
                                    : RaftStorage.StartupOption.FORMAT)
                    .build();
            server.start();
            var log = new RatisClusterLog(server);
            log.awaitLeader(folder);
            return log;
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EIO,
                    "The control log in " + folder + " cannot be opened (" + e.getMessage()
                            + "); restore the folder or start with an empty data folder.",
                    e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static RaftProperties properties(Path folder, String address, int members) {
        var properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.NETTY);
        int colon = address.lastIndexOf(':');
        NettyConfigKeys.Server.setHost(properties, address.substring(0, colon));
        NettyConfigKeys.Server.setPort(properties, Integer.parseInt(address.substring(colon + 1)));
        RaftServerConfigKeys.setStorageDir(properties, List.of(folder.toFile()));
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("64KB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
                properties, SizeInBytes.valueOf("256KB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, 1024L);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        // A single member elects itself, so it need not wait for others' heartbeats.
        int electionMs = members == 1 ? 50 : 1_500;
        RaftServerConfigKeys.Rpc.setTimeoutMin(
                properties, TimeDuration.valueOf(electionMs, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(
                properties, TimeDuration.valueOf(2L * electionMs, TimeUnit.MILLISECONDS));
        return properties;
    }

    private void awaitLeader(Path folder) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT_NS;
        while (server.getDivision(GROUP).getInfo().getLeaderId() == null
                || (server.getDivision(GROUP).getInfo().isLeader()
                        && !server.getDivision(GROUP).getInfo().isLeaderReady())) {
            if (System.nanoTime() > deadline) {
                server.close();
                throw new StorageException(
                        Errno.ETIMEDOUT,
                        "The control group in " + folder
                                + " found no leader in 20 s; start more of its members.");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException(
                        Errno.EINTR, "The start of the control log was interrupted.", e);
            }
        }
    }

    @Override
    public CompletableFuture<byte[]> propose(byte[] command) {
        var request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(server.getId())
                .setGroupId(GROUP)
                .setCallId(calls.incrementAndGet())
                .setMessage(Message.valueOf(ByteString.copyFrom(command)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            return server.submitClientRequestAsync(request).thenApply(RatisClusterLog::content);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(refused(e));
        }
    }

    private static byte[] content(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw refused(reply.getException());
        }
        return reply.getMessage().getContent().toByteArray();
    }

    private static StorageException refused(Throwable cause) {
        return new StorageException(
                Errno.EAGAIN,
                "The control group did not agree on a change (" + cause.getMessage()
                        + "); ask its leader again.",
                cause);
    }

    @Override
    public boolean isLeader() {
        try {
            return server.getDivision(GROUP).getInfo().isLeader();
        } catch (IOException e) {
            throw refused(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EIO, "The control log did not close: " + e.getMessage() + ".", e);
        }
    }
}
