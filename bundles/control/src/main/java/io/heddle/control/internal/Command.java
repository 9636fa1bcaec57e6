package io.heddle.control.internal;

import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView.FileSystemInfo;
import io.heddle.layout.InodeId;
import io.heddle.layout.Replicas;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;

/** A change of the configuration. Applying one is deterministic; one that does not fit changes nothing. */
sealed interface Command {
    /** Founds the cluster; ignored when it is founded. */
    record Found(long clusterId, int servers, int copies, int buckets, long capacityBytes)
            implements Command {}

    /** Takes a replica out of a bucket, if the epoch is still that and another replica stays. */
    record RemoveReplica(int bucket, int epoch, int server) implements Command {}

    /** Makes a file system, if the name is free and a number is left. */
    record CreateFileSystem(String name, long capacityBytes) implements Command {}

    /** Forgets a file system. */
    record DeleteFileSystem(String name) implements Command {}

    /** The configuration after this command. */
    default Configuration apply(Configuration before) {
        return switch (this) {
            case Found found -> before.clusterId() == 0 ? found(found) : before;
            case RemoveReplica remove -> removeReplica(before, remove);
            case CreateFileSystem create -> createFileSystem(before, create);
            case DeleteFileSystem delete -> deleteFileSystem(before, delete);
        };
    }

    private static Configuration found(Found found) {
        var empty = new Configuration(
                found.clusterId,
                found.servers,
                found.copies,
                found.capacityBytes,
                Placement.initial(found.servers, found.copies, found.buckets),
                0,
                java.util.List.of());
        return createFileSystem(empty, new CreateFileSystem("main", 0));
    }

    private static Configuration removeReplica(Configuration before, RemoveReplica remove) {
        BucketMap map = before.map();
        Replicas replicas = map.of(remove.bucket);
        if (replicas.epoch() != remove.epoch
                || !replicas.contains(remove.server)
                || replicas.servers().length == 1) {
            return before;
        }
        int[] left = java.util.Arrays.stream(replicas.servers())
                .filter(server -> server != remove.server)
                .toArray();
        Replicas[] buckets = map.buckets().clone();
        buckets[remove.bucket] = new Replicas(remove.bucket, replicas.epoch() + 1, left);
        return with(before, new BucketMap(map.version() + 1, buckets));
    }

    private static Configuration with(Configuration before, BucketMap map) {
        return new Configuration(
                before.clusterId(),
                before.servers(),
                before.copies(),
                before.capacityBytes(),
                map,
                before.nextFileSystem(),
                before.fileSystems());
    }

    private static Configuration createFileSystem(Configuration before, CreateFileSystem create) {
        if (before.fileSystems().stream().anyMatch(fs -> fs.name().equals(create.name))) {
            return before;
        }
        int number = before.nextFileSystem();
        if (number >= InodeId.FILE_SYSTEMS) {
            return before;
        }
        long root = InodeId.of(number % before.map().bucketCount(), 1L + number);
        long capacity = create.capacityBytes == 0 ? before.capacityBytes() : create.capacityBytes;
        var all = new ArrayList<>(before.fileSystems());
        all.add(new FileSystemInfo(create.name, root, capacity, before.copies() + "x"));
        return withFileSystems(before, number + 1, all);
    }

    private static Configuration deleteFileSystem(Configuration before, DeleteFileSystem delete) {
        var left = before.fileSystems().stream()
                .filter(fs -> !fs.name().equals(delete.name))
                .toList();
        return withFileSystems(before, before.nextFileSystem(), left);
    }

    /** The map's version grows too, so that whoever watches it looks at the file systems again. */
    private static Configuration withFileSystems(
            Configuration before, int next, java.util.List<FileSystemInfo> all) {
        return new Configuration(
                before.clusterId(),
                before.servers(),
                before.copies(),
                before.capacityBytes(),
                new BucketMap(before.map().version() + 1, before.map().buckets()),
                next,
                java.util.List.copyOf(all));
    }

    /** The bytes in the agreed log: kind u8, then the components, big-endian. */
    default byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            switch (this) {
                case Found found -> {
                    out.writeByte(1);
                    out.writeLong(found.clusterId);
                    out.writeInt(found.servers);
                    out.writeInt(found.copies);
                    out.writeInt(found.buckets);
                    out.writeLong(found.capacityBytes);
                }
                case RemoveReplica remove -> {
                    out.writeByte(2);
                    out.writeInt(remove.bucket);
                    out.writeInt(remove.epoch);
                    out.writeInt(remove.server);
                }
                case CreateFileSystem create -> {
                    out.writeByte(3);
                    out.writeUTF(create.name);
                    out.writeLong(create.capacityBytes);
                }
                case DeleteFileSystem delete -> {
                    out.writeByte(4);
                    out.writeUTF(delete.name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Command decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int kind = in.readUnsignedByte();
            return switch (kind) {
                case 1 ->
                    new Found(
                            in.readLong(), in.readInt(), in.readInt(), in.readInt(), in.readLong());
                case 2 -> new RemoveReplica(in.readInt(), in.readInt(), in.readInt());
                case 3 -> new CreateFileSystem(in.readUTF(), in.readLong());
                case 4 -> new DeleteFileSystem(in.readUTF());
                default -> throw new IOException("command kind " + kind + " is of a newer version");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
