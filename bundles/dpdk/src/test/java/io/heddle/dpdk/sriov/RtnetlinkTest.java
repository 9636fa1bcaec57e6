package io.heddle.dpdk.sriov;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Against the kernel of this machine, on a veth of our own; virtual functions need a real card. */
class RtnetlinkTest {
    private static final String NAME = "hdlrtnl0";
    private static final String PEER = "hdlrtnl1";

    private final Sysfs sys = new RootedSysfs(Path.of("/"));
    private final NicControl nics = new Rtnetlink(sys);

    @BeforeEach
    void link() throws IOException, InterruptedException {
        String said = run("ip", "link", "add", NAME, "type", "veth", "peer", "name", PEER);
        if (!said.isEmpty()) {
            System.out.println("SKIPPED: no veth can be made here: " + said);
            Assumptions.abort("no veth can be made here: " + said);
        }
    }

    @AfterEach
    void unlink() throws IOException, InterruptedException {
        run("ip", "link", "del", NAME);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException absent) {
            return String.valueOf(absent.getMessage());
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : said.strip();
    }

    @Test
    void shouldSetStateMtuAndAddresses() throws IOException {
        nics.mtu(NAME, 4_000);
        assertEquals("4000", sys.read("/sys/class/net/" + NAME + "/mtu"));
        nics.up(NAME, true);
        NetworkInterface there = NetworkInterface.getByName(NAME);
        assertTrue(
                (Integer.decode(String.valueOf(sys.read("/sys/class/net/" + NAME + "/flags"))) & 1)
                        == 1);
        nics.address(NAME, "198.18.200.1/24");
        nics.address(NAME, "198.18.200.1/24"); // Twice is harmless.
        nics.address(NAME, "fd00:198::1/64");
        there = NetworkInterface.getByName(NAME);
        var four = there.getInterfaceAddresses().stream()
                .filter(one -> one.getAddress() instanceof Inet4Address)
                .toList();
        assertEquals(1, four.size());
        assertEquals("198.18.200.1", four.getFirst().getAddress().getHostAddress());
        assertEquals(24, four.getFirst().getNetworkPrefixLength());
        assertTrue(there.getInterfaceAddresses().stream()
                .anyMatch(one -> one.getNetworkPrefixLength() == 64
                        && one.getAddress().getHostAddress().startsWith("fd00:198:")));
        assertEquals(List.of("198.18.200.1/24", "fd00:198:0:0:0:0:0:1/64"), nics.addresses(NAME));
        nics.up(NAME, false);
        // The kernel drops those of IPv6 then.
        assertEquals(List.of("198.18.200.1/24"), nics.addresses(NAME));
        assertEquals(List.of(), nics.addresses("hdlnobody"));
        assertTrue(
                (Integer.decode(String.valueOf(sys.read("/sys/class/net/" + NAME + "/flags"))) & 1)
                        == 0);
    }

    @Test
    void shouldRename() {
        nics.rename(NAME, "hdlrtnl2");
        assertTrue(sys.read("/sys/class/net/" + NAME + "/mtu") == null);
        nics.rename("hdlrtnl2", NAME);
        var taken = assertThrows(StorageException.class, () -> nics.rename(NAME, PEER));
        assertEquals(Errno.EEXIST, taken.errno());
    }

    @Test
    void shouldSayWhatTheKernelRefuses() {
        var settings = new VfSettings("02:00:c6:12:00:01", true, true, 0);
        var refused = assertThrows(StorageException.class, () -> nics.configure(NAME, 0, settings));
        assertEquals(95, refused.errno()); // EOPNOTSUPP: a veth has no virtual functions.
        assertTrue(String.valueOf(refused.getMessage()).contains("virtual function 0 on " + NAME));
        var absent = assertThrows(StorageException.class, () -> nics.up("hdlnone0", true));
        assertEquals(Errno.ENODEV, absent.errno());
    }
}
