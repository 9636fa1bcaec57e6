package io.heddle.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Addressing.LocalAddress;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;
import io.heddle.hardware.Reading.Unreadable;
import io.heddle.hardware.trees.TreeText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small trees, each for one way in which a system answers otherwise than with a value. */
class OddTreesTest {
    @TempDir
    Path folder;

    @Test
    void shouldNameAllInterfacesThatAnAddressMayBeOn() throws IOException {
        Inventory read = read("""
                /proc/net/route:
                | Iface	Destination	Gateway	Flags	RefCnt	Use	Metric	Mask	MTU	Window	IRTT
                | b	0002000A	00000000	0001	0	0	9	00FFFFFF	0	0	0
                | a	0002000A	00000000	0001	0	0	9	00FFFFFF	0	0	0
                | c	0000000A	00000000	0001	0	0	9	000000FF	0	0	0
                | c	00000000	0100000A	0003	0	0	20	00000000	0	0	0
                | a	00000000	00000000	0001	0	0	10	00000000	0	0	0
                | *	00000000	00000000	0201	0	0	5	00000000	0	0	0
                /proc/net/fib_trie:
                | |-- 10.0.2.7
                |    /32 host LOCAL
                | |-- 10.9.9.9
                |    /32 host LOCAL
                | |-- 192.0.2.1
                |    /32 host LOCAL
                /proc/net/if_inet6:
                | 20010db8000000000001000000000001 02 40 00 80 a
                """);
        assertEquals(List.of(), read.oddities());
        assertEquals(
                List.of(
                        new LocalAddress("10.0.2.7", 24, List.of("a", "b")),
                        new LocalAddress("10.9.9.9", 8, List.of("c")),
                        new LocalAddress("192.0.2.1", 32, List.of()),
                        new LocalAddress("2001:db8::1:0:0:1", 64, List.of("a"))),
                read.addressing().addresses());
        assertEquals(
                List.of(
                        new Addressing.WayOut("a", null, 10),
                        new Addressing.WayOut("c", "10.0.0.1", 20)),
                read.addressing().defaults());
        assertEquals(List.of("10.9.9.9"), addresses(read, "c"));
        assertEquals(List.of("2001:db8::1:0:0:1"), addresses(read, "a"));
    }

    private static List<String> addresses(Inventory read, String name) {
        return read.addressing().of(name).stream().map(LocalAddress::address).toList();
    }

    @Test
    void shouldReadThePackedKernelConfiguration() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write("CONFIG_A=y\nCONFIG_XDP_SOCKETS=y\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.createDirectories(folder.resolve("proc"));
        Files.write(folder.resolve("proc/config.gz"), packed.toByteArray());
        assertEquals(new Found<>(true), Inventory.read(folder).kernel().xdp());
        Files.writeString(folder.resolve("proc/config.gz"), "# CONFIG_XDP_SOCKETS is not set\n");
        assertEquals(new Found<>(false), Inventory.read(folder).kernel().xdp());
        Files.delete(folder.resolve("proc/config.gz"));
        assertInstanceOf(Absent.class, Inventory.read(folder).kernel().xdp());
    }

    @Test
    @Timeout(60)
    void shouldNeverOpenWhatMayBlock() throws Exception {
        Files.createDirectories(folder.resolve("proc/sys/kernel"));
        Path pipe = folder.resolve("proc/sys/kernel/osrelease");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Inventory read = Inventory.read(folder);
        assertEquals("", read.kernel().release());
        assertEquals(KernelFacts.RELEASE_PATH, read.oddities().get(0).path());
    }

    @Test
    void shouldStayInTheTreeWhereALinkIsAbsolute() throws IOException {
        Inventory read = read("""
                /proc/sys/kernel/osrelease -> /etc/release
                /etc/release: 6.1.0-inside
                /sys/bus/pci/slots/7/address -> /etc/../../etc/hostname
                """);
        assertEquals("6.1.0-inside", read.kernel().release());
        assertEquals("/sys/bus/pci/slots/7/address", read.oddities().get(0).path());
    }

    @Test
    void shouldSayThatTheRestOfALongFileIsNotRead() throws IOException {
        Path release = folder.resolve("tree/proc/sys/kernel/osrelease");
        Files.createDirectories(release.getParent());
        Files.writeString(release, "6.1.0" + "\n".repeat(300_000));
        Path copy = folder.resolve("copy");
        Inventory read = Recorder.record(folder.resolve("tree"), copy);
        assertEquals("6.1.0", read.kernel().release());
        assertTrue(read.oddities().get(0).text().contains("longer than"));
        assertEquals(read.oddities(), Inventory.read(copy).oddities());
    }

    @Test
    void shouldTellWhyAVlanHasNoTag() throws IOException {
        Inventory read = read("""
                /proc/net/vlan/config ! There is no right to read it.
                /proc/net/vlan/config:
                /sys/class/net/v/type: 1
                /sys/class/net/v/uevent: DEVTYPE=vlan
                /sys/class/net/v/lower_eth0 -> ../eth0
                """);
        NetInterface.Vlan vlan = read.interfaces().get(0).vlan();
        assertEquals(
                new NetInterface.Vlan(
                        new Found<>("eth0"),
                        new Unreadable<>("/proc/net/vlan/config", "There is no right to read it.")),
                vlan);
    }

    @Test
    void shouldNotTakeTheDriverOfTheKernelForOfed() throws IOException {
        Inventory read = read("""
                /sys/module/mlx5_core/version: 5.0-0
                /usr/lib64/libibverbs/libmlx5-rdmav34.so:
                """);
        assertInstanceOf(Absent.class, read.ofed().version());
        assertEquals(new Found<>("5.0-0"), read.ofed().driverVersion());
        assertInstanceOf(Absent.class, read.ofed().options());
    }

    @Test
    void shouldTellTheOldLibrariesOfOfedFromThoseOfRdmaCore() throws IOException {
        Inventory read = read("""
                /usr/bin/ofed_info:
                | #!/bin/bash
                | if [ "$1" == "-s" ]; then echo MLNX_OFED_LINUX-4.6-1.0.1.1:; exit; fi
                | cat << EOF
                /usr/lib64/libibverbs/libmlx5-rdmav2.so:
                /usr/lib64/librdmacm.so.1:
                /usr/include/infiniband/mlx5dv.h:
                """);
        assertEquals(new Found<>("4.6-1.0.1.1"), read.ofed().version());
        assertEquals(new Found<>(List.of("--dpdk")), read.ofed().options());
        assertTrue(!read.ofed().loaded());
    }

    @Test
    void shouldKnowClouds() throws IOException {
        Inventory azure = read("""
                /sys/class/dmi/id/sys_vendor: Microsoft Corporation
                /sys/class/dmi/id/product_name: Virtual Machine
                /sys/class/dmi/id/chassis_asset_tag: 7783-7084-3265-9085-8269-3286-77
                /run/secrets/kubernetes.io/
                """);
        assertEquals(new Found<>("azure"), azure.platform().cloud());
        assertEquals(new Found<>("hyper-v"), azure.platform().hypervisor());
        assertEquals(new Found<>("kubernetes"), azure.platform().container());
    }

    @Test
    void shouldReadADefaultRouteWithoutGateway() throws IOException {
        Inventory read = read("""
                /proc/net/ipv6_route:
                | %1$s 00 %1$s 00 %1$s 00000400 00000003 00000000 00000003 wg0
                """.formatted("0".repeat(32)));
        assertEquals("wg0", read.addressing().defaults().get(0).interfaceName());
        assertNull(read.addressing().defaults().get(0).gateway());
    }

    private Inventory read(String text) throws IOException {
        TreeText.unpack(text, folder);
        return Inventory.read(folder);
    }
}
