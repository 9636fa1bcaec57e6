package io.heddle.bench.net;

import io.heddle.bench.lab.Lab;
import io.heddle.bench.lab.Namespace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What lies between the two processes of a contestant: a veth between namespaces for the kernel's UDP
 * and for af_packet, shared memory for memif. Each contestant has its own, and closing removes it.
 */
final class Wiring implements AutoCloseable {
    /** How two ports are connected. */
    enum Link {
        UDP,
        AF_PACKET,
        MEMIF,
        MEMIF_ZERO_COPY;

        String title() {
            return switch (this) {
                case UDP -> "kernel UDP on veth";
                case AF_PACKET -> "af_packet on veth";
                case MEMIF -> "memif";
                case MEMIF_ZERO_COPY -> "memif without copy at the client";
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace("_zero_copy", "-zc");
        }

        boolean isMemif() {
            return this == MEMIF || this == MEMIF_ZERO_COPY;
        }

        /** The name of the poll mode driver, or null for the kernel's sockets. */
        @Nullable
        String pmd() {
            return switch (this) {
                case UDP -> null;
                case AF_PACKET -> "af_packet";
                case MEMIF, MEMIF_ZERO_COPY -> "memif";
            };
        }
    }

    /** Room for 8 KiB with all headers. */
    static final int MTU_BYTES = 9_000;

    private static final int BUFFER_BYTES = 9_216;

    private final Link link;
    private final @Nullable Lab lab;
    private final @Nullable Namespace server;
    private final @Nullable Namespace client;
    private final @Nullable Path folder;

    private Wiring(
            Link link,
            @Nullable Lab lab,
            @Nullable Namespace server,
            @Nullable Namespace client,
            @Nullable Path folder) {
        this.link = link;
        this.lab = lab;
        this.server = server;
        this.client = client;
        this.folder = folder;
    }

    static Wiring make(Link link) throws IOException, InterruptedException {
        if (link.isMemif()) {
            return new Wiring(link, null, null, null, Files.createTempDirectory("hdl-memif"));
        }
        Lab lab = Lab.open();
        try {
            Namespace server = lab.namespace("server");
            Namespace client = lab.namespace("client");
            lab.veth(server, "e0", client, "e0");
            if (link == Link.UDP) {
                server.up("e0", MTU_BYTES, address(true) + "/24");
                client.up("e0", MTU_BYTES, address(false) + "/24");
            } else {
                server.up("e0", MTU_BYTES); // The kernel has no address there.
                client.up("e0", MTU_BYTES);
            }
            return new Wiring(link, lab, server, client, null);
        } catch (IOException | InterruptedException failed) {
            lab.close();
            throw failed;
        }
    }

    /** The address of an end, out of the block for benchmarks (RFC 2544). */
    static String address(boolean isServer) {
        return isServer ? "198.18.90.1" : "198.18.90.2";
    }

    /** Where the process of an end lives, or null for the machine itself. */
    @Nullable
    Namespace place(boolean isServer) {
        return isServer ? server : client;
    }

    Link link() {
        return link;
    }

    /** The arguments of an end's device, without its name. */
    String devargs(boolean isServer) {
        if (link == Link.AF_PACKET) {
            return "iface=e0,framesz=16384,blocksz=65536,framecnt=512,qdisc_bypass=1";
        }
        boolean isZeroCopy = link == Link.MEMIF_ZERO_COPY && !isServer;
        return "role=" + (isServer ? "server" : "client") + ",id=0,socket-abstract=no,socket="
                + folder + "/socket,bsize=" + BUFFER_BYTES + ",rsize=10"
                + (isZeroCopy ? ",zero-copy=yes" : "");
    }

    String device() {
        return link.isMemif() ? "net_memif0" : "net_af_packet0";
    }

    @Override
    public void close() throws IOException {
        if (lab != null) {
            lab.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
