package io.heddle.wire;

/**
 * The reply of {@link Opcode#READDIR}: entries in the order of their cookies, each 8-byte aligned,
 * little-endian. An empty reply is the end. "." and ".." are the client's business.
 *
 * <pre>
 *   0 u64 inode   8 u64 cookie   16 u32 mode with type   20 u16 name bytes   22 u16 0
 *  24 Attr (96 bytes; inode 0 when it lives in another bucket), only when asked for
 *     name
 * </pre>
 */
public final class DirEntries {
    public static final int HEADER_BYTES = 24;

    private DirEntries() {}
}
