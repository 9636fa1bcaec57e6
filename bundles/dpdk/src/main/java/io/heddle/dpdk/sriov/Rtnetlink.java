package io.heddle.dpdk.sriov;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Sockets;
import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** The kernel's interfaces by a netlink socket of each request: rtnetlink(7), if_link.h. */
public final class Rtnetlink implements NicControl {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_ROUTE = 0;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_SETLINK = 19;
    private static final int RTM_NEWADDR = 20;

    /** NLM_F_REQUEST with NLM_F_ACK: the kernel answers each with 0 or -errno. */
    private static final int ACKNOWLEDGED = 0x5;

    private static final int NLM_F_REPLACE = 0x100;
    private static final int NLM_F_CREATE = 0x400;
    private static final int NLMSG_ERROR = 2;
    private static final int HEADER_BYTES = 16;
    private static final int IFF_UP = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFLA_VFINFO_LIST = 22;
    private static final int IFLA_VF_INFO = 1;
    private static final int IFLA_VF_MAC = 1;
    private static final int IFLA_VF_VLAN = 2;
    private static final int IFLA_VF_SPOOFCHK = 4;
    private static final int IFLA_VF_TRUST = 9;

    /** struct ifla_vf_mac: the number, and 32 bytes of which an Ethernet address is six. */
    private static final int VF_MAC_BYTES = 36;

    private final Sysfs sys;

    /** @param sys where the numbers of interfaces stand */
    public Rtnetlink(Sysfs sys) {
        this.sys = sys;
    }

    @Override
    public void configure(String pf, int index, VfSettings settings) {
        String what = " of virtual function " + index + " on " + pf;
        var mac = ByteBuffer.allocate(VF_MAC_BYTES).order(java.nio.ByteOrder.nativeOrder());
        mac.putInt(index).put(HexFormat.ofDelimiter(":").parseHex(settings.mac()));
        var message = vf(pf);
        set(message, IFLA_VF_MAC, mac.array(), "the address" + what, "leave the card to Heddle");
        // struct ifla_vf_vlan: number, tag, priority.
        if (settings.vlan() > 0) {
            set(
                    vf(pf),
                    IFLA_VF_VLAN,
                    ints(index, settings.vlan(), 0),
                    "the VLAN" + what,
                    "leave" + " vlan= out and let the switch add the tag");
        }
        Boolean spoof = settings.spoofCheck();
        if (spoof != null) {
            set(
                    vf(pf),
                    IFLA_VF_SPOOFCHK,
                    ints(index, spoof ? 1 : 0),
                    "the spoof check" + what,
                    "say spoofcheck=keep");
        }
        Boolean trust = settings.trust();
        if (trust != null) {
            set(
                    vf(pf),
                    IFLA_VF_TRUST,
                    ints(index, trust ? 1 : 0),
                    "the trust" + what,
                    "say trust=keep");
        }
    }

    private NetlinkMessage vf(String pf) {
        return new NetlinkMessage(RTM_SETLINK, ACKNOWLEDGED).link(number(pf), 0, 0);
    }

    private static void set(
            NetlinkMessage message, int type, byte[] value, String what, String remedy) {
        int list = message.open(IFLA_VFINFO_LIST);
        int info = message.open(IFLA_VF_INFO);
        message.attribute(type, value);
        message.shut(info);
        message.shut(list);
        request(message, what, remedy);
    }

    private static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES)
                .order(java.nio.ByteOrder.nativeOrder());
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    @Override
    public void rename(String name, String wanted) {
        var message = new NetlinkMessage(RTM_NEWLINK, ACKNOWLEDGED)
                .link(number(name), 0, 0)
                .attribute(IFLA_IFNAME, (wanted + "\0").getBytes(US_ASCII));
        request(message, "the name " + wanted + " of " + name, "free that name");
    }

    @Override
    public void up(String name, boolean on) {
        var message = new NetlinkMessage(RTM_NEWLINK, ACKNOWLEDGED)
                .link(number(name), on ? IFF_UP : 0, IFF_UP);
        request(message, name + " as " + (on ? "up" : "down"), "look at it with `ip link`");
    }

    @Override
    public void mtu(String name, int bytes) {
        var message = new NetlinkMessage(RTM_NEWLINK, ACKNOWLEDGED)
                .link(number(name), 0, 0)
                .attribute(IFLA_MTU, bytes);
        request(message, "the MTU of " + name, "look at it with `ip link`");
    }

    @Override
    public List<String> addresses(String name) {
        try {
            NetworkInterface there = NetworkInterface.getByName(name);
            if (there == null) {
                return List.of();
            }
            return there.getInterfaceAddresses().stream()
                    .filter(one -> !one.getAddress().isLinkLocalAddress())
                    .map(one -> one.getAddress().getHostAddress().replaceAll("%.*", "") + "/"
                            + one.getNetworkPrefixLength())
                    .sorted()
                    .toList();
        } catch (SocketException failed) {
            throw new StorageException(
                    Errno.EIO,
                    "The addresses of " + name + " cannot be read: " + failed.getMessage()
                            + "; look with `ip address show " + name + "`.",
                    failed);
        }
    }

    @Override
    public void address(String name, String cidr) {
        int slash = cidr.indexOf('/');
        NetAddress address = NetAddress.parse(cidr.substring(0, slash));
        byte[] all = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        byte[] own = address.isIpv4() ? java.util.Arrays.copyOfRange(all, 12, 16) : all;
        var message = new NetlinkMessage(RTM_NEWADDR, ACKNOWLEDGED | NLM_F_CREATE | NLM_F_REPLACE)
                .address(
                        address.isIpv4() ? Sockets.AF_INET : Sockets.AF_INET6,
                        Integer.parseInt(cidr, slash + 1, cidr.length(), 10),
                        number(name))
                .attribute(IFA_LOCAL, own)
                .attribute(IFA_ADDRESS, own);
        request(message, "the address " + cidr + " of " + name, "look at it with `ip address`");
    }

    private int number(String name) {
        String index = sys.read("/sys/class/net/" + name + "/ifindex");
        if (index == null) {
            throw new StorageException(
                    Errno.ENODEV,
                    "There is no interface " + name + "; `ip link` lists those that are here.");
        }
        return Integer.parseInt(index);
    }

    private static void request(NetlinkMessage message, String what, String remedy) {
        int error = answer(message.finished());
        if (error < 0) {
            throw new StorageException(
                    -error,
                    "The kernel does not set " + what + " (error " + -error + " of errno(3)); "
                            + remedy + ", and look for the reason with `dmesg`.");
        }
    }

    private static int answer(byte[] message) {
        try (Arena arena = Arena.ofConfined();
                Linux linux = new Linux()) {
            int fd = linux.socket(AF_NETLINK, SOCK_RAW | Sockets.SOCK_CLOEXEC, NETLINK_ROUTE);
            if (fd < 0) {
                return fd;
            }
            try {
                MemorySegment out = arena.allocateFrom(JAVA_BYTE, message);
                long sent = linux.write(fd, out.address(), message.length);
                if (sent < 0) {
                    return (int) sent;
                }
                MemorySegment in = arena.allocate(4096, 8);
                long read = linux.read(fd, in.address(), in.byteSize());
                if (read < 0) {
                    return (int) read;
                }
                boolean answered = read >= HEADER_BYTES + 4 && in.get(JAVA_SHORT, 4) == NLMSG_ERROR;
                return answered ? in.get(JAVA_INT, HEADER_BYTES) : -Errno.EPROTO;
            } finally {
                linux.close(fd);
            }
        }
    }
}
