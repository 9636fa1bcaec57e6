package io.heddle.dpdk.sriov;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A request of rtnetlink(7), with attributes that may hold attributes (netlink(7), NLA_ALIGN). */
final class NetlinkMessage {
    private static final int MOST_BYTES = 512;
    private static final int ALIGN = 4;

    private final ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.nativeOrder());

    /** The header struct nlmsghdr; its length is written at the end. */
    NetlinkMessage(int type, int flags) {
        bytes.putInt(0).putShort((short) type).putShort((short) flags).putInt(1).putInt(0);
    }

    /** struct ifinfomsg: of an interface, with the flags that are to change. */
    NetlinkMessage link(int index, int flags, int change) {
        bytes.putShort((short) 0)
                .putShort((short) 0)
                .putInt(index)
                .putInt(flags)
                .putInt(change);
        return this;
    }

    /** struct ifaddrmsg. */
    NetlinkMessage address(int family, int prefixBits, int index) {
        bytes.put((byte) family)
                .put((byte) prefixBits)
                .put((byte) 0)
                .put((byte) 0)
                .putInt(index);
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        int start = open(type);
        bytes.put(value);
        shut(start);
        return this;
    }

    /** An attribute of 32-bit numbers. */
    NetlinkMessage attribute(int type, int... values) {
        int start = open(type);
        for (int value : values) {
            bytes.putInt(value);
        }
        shut(start);
        return this;
    }

    /** Begins an attribute; what it returns ends it. */
    int open(int type) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) type);
        return start;
    }

    void shut(int start) {
        bytes.putShort(start, (short) (bytes.position() - start));
        while (bytes.position() % ALIGN != 0) {
            bytes.put((byte) 0);
        }
    }

    byte[] finished() {
        bytes.putInt(0, bytes.position());
        var copy = new byte[bytes.position()];
        bytes.get(0, copy);
        return copy;
    }
}
