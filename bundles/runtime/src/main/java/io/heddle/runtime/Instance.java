package io.heddle.runtime;

import java.nio.file.Path;

/**
 * What {@code heddle up} decided for this process, given as framework properties {@code heddle.*}.
 *
 * @param data the data folder
 * @param mount where to mount, or null for no mount
 * @param servers servers (failure domains) in this process
 * @param controlMembers members of the control group
 * @param copies copies of every byte, 3 for "3x"
 * @param capacityBytes usable capacity of the cluster, copies already taken off
 * @param port the port of console and REST
 * @param seal when datagrams between nodes are sealed
 */
public record Instance(
        Path data,
        @org.jspecify.annotations.Nullable Path mount,
        int servers,
        int controlMembers,
        int copies,
        long capacityBytes,
        int port,
        Seal seal) {
    /** When datagrams between nodes are encrypted and authenticated. */
    public enum Seal {
        /** When the data network is more than this machine's loopback. */
        BEYOND_LOOPBACK,
        ALWAYS,
        /** The data network is trusted; an alert says so. */
        NEVER
    }

    /** Sealed beyond loopback. */
    public Instance(
            Path data,
            @org.jspecify.annotations.Nullable Path mount,
            int servers,
            int controlMembers,
            int copies,
            long capacityBytes,
            int port) {
        this(
                data,
                mount,
                servers,
                controlMembers,
                copies,
                capacityBytes,
                port,
                Seal.BEYOND_LOOPBACK);
    }

    /** The folder of the drive files of a server. */
    public Path driveFolder(int serverId) {
        return data.resolve("servers").resolve(Integer.toString(serverId));
    }
}
