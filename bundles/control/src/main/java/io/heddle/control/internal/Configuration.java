package io.heddle.control.internal;

import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView.FileSystemInfo;
import io.heddle.layout.Replicas;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is agreed; immutable.
 *
 * @param nextFileSystem the number of the next file system; its root inode follows from it
 */
record Configuration(
        long clusterId,
        int servers,
        int copies,
        long capacityBytes,
        BucketMap map,
        int nextFileSystem,
        List<FileSystemInfo> fileSystems) {
    private static final int FORMAT = 1;

    /** 14 bits of an inode's number. */
    private static final int MOST_BUCKETS = 1 << 14;

    /** Before the first command. */
    static final Configuration EMPTY =
            new Configuration(0, 0, 0, 0, new BucketMap(0, new Replicas[0]), 0, List.of());

    /** The snapshot: format u8, then the components in order, big-endian. */
    byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(clusterId);
            out.writeInt(servers);
            out.writeInt(copies);
            out.writeLong(capacityBytes);
            out.writeLong(map.version());
            out.writeInt(map.bucketCount());
            for (Replicas replicas : map.buckets()) {
                out.writeInt(replicas.epoch());
                out.writeByte(replicas.servers().length);
                for (int server : replicas.servers()) {
                    out.writeInt(server);
                }
            }
            out.writeInt(nextFileSystem);
            out.writeInt(fileSystems.size());
            for (FileSystemInfo fs : fileSystems) {
                out.writeUTF(fs.name());
                out.writeLong(fs.root());
                out.writeLong(fs.capacityBytes());
                out.writeUTF(fs.protection());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Configuration decode(byte[] snapshot) {
        try (var in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IOException(
                        "format " + format + " of the control snapshot is not " + FORMAT);
            }
            long clusterId = in.readLong();
            int servers = in.readInt();
            int copies = in.readInt();
            long capacityBytes = in.readLong();
            long version = in.readLong();
            int count = in.readInt();
            if (count < 0 || count > MOST_BUCKETS) {
                throw new IOException("the control snapshot counts " + count + " buckets");
            }
            var buckets = new Replicas[count];
            for (int bucket = 0; bucket < buckets.length; bucket++) {
                int epoch = in.readInt();
                int[] members = new int[in.readUnsignedByte()];
                for (int i = 0; i < members.length; i++) {
                    members[i] = in.readInt();
                }
                buckets[bucket] = new Replicas(bucket, epoch, members);
            }
            int next = in.readInt();
            var fileSystems = new ArrayList<FileSystemInfo>();
            for (int i = in.readInt(); i > 0; i--) {
                fileSystems.add(new FileSystemInfo(
                        in.readUTF(), in.readLong(), in.readLong(), in.readUTF()));
            }
            return new Configuration(
                    clusterId,
                    servers,
                    copies,
                    capacityBytes,
                    new BucketMap(version, buckets),
                    next,
                    List.copyOf(fileSystems));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
