package io.heddle.dpdk.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.frames.Layer3;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class FunctionLineTest {
    @Test
    void shouldReadAllThatAnEntryMaySay() {
        FunctionLine line = FunctionLine.parse(
                " 0000:17:00.0  vfs=2 address=10.2.0.41/24 address=10.2.0.42/24 address=fd00::41/64"
                        + " address=fd00::42/64 gateway=10.2.0.1 route=fd01::/48@fd00::1 vlan=12"
                        + " mtu=9000 trust=off spoofcheck=keep shared=on arguments=a=1,b=2 ");
        assertEquals("0000:17:00.0", line.where());
        assertEquals(2, line.functions());
        assertEquals(9_000, line.mtuBytes());
        assertEquals(false, line.trust());
        assertNull(line.spoofCheck());
        assertTrue(line.shared());
        assertEquals("a=1,b=2", line.arguments());
        Layer3 second = line.layer3(1, false);
        assertEquals("10.2.0.42", second.subnets().get(0).address().host());
        assertEquals("fd00:0:0:0:0:0:0:42", second.subnets().get(1).address().host());
        assertEquals(64, second.subnets().get(1).prefixBits());
        assertEquals(0, second.vlan()); // The card tags what virtual functions send.
        assertEquals(12, line.layer3(1, true).vlan());
        assertEquals(0, second.routes().get(0).prefixBits());
        assertEquals("10.2.0.1", second.routes().get(0).gateway().host());
        assertEquals(48, second.routes().get(1).prefixBits());
    }

    @Test
    void shouldTrustAndCheckVirtualFunctionsUnlessToldOtherwise() {
        FunctionLine line = FunctionLine.parse("ens5f0 address=10.2.0.41/24");
        assertEquals(true, line.trust());
        assertEquals(true, line.spoofCheck());
        assertEquals(1, line.functions());
        assertEquals(0, line.lanes());
        assertEquals(3, FunctionLine.parse("ens5f0 lanes=3").lanes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "17:00.0 | no function",
                "0000:17:00.8 | no function",
                "../../etc | no function",
                "0000:17:00.0 vfs | not KEY=VALUE",
                "0000:17:00.0 =2 | not KEY=VALUE",
                "0000:17:00.0 vfs=two | out of range; give 0 to 256",
                "0000:17:00.0 vfs=-1 | out of range; give 0 to 256",
                "0000:17:00.0 vfs=99999999999 | out of range",
                "0000:17:00.0 lanes=0 | out of range; give 1 to 64",
                "0000:17:00.0 lanes=2 vfs=2 | a virtual function serves one lane; give one of the two",
                "0000:17:00.0 vlan=4095 | out of range; give 0 to 4094",
                "0000:17:00.0 mtu=1279 | out of range; give 1280 to 9702",
                "0000:17:00.0 mac=1 | no key",
                "0000:17:00.0 address=10.2.0.41 | no length of its prefix",
                "0000:17:00.0 address=10.2.0.41/33 | out of range; give 1 to 32",
                "0000:17:00.0 address=host/24 | no IP address",
                "0000:17:00.0 address=0.0.0.0/24 | nobody's",
                "0000:17:00.0 address=10.2.0.1/24 address=10.2.0.2/24 | more addresses than the 1 functions",
                "0000:17:00.0 vfs=2 address=10.2.0.1/24 | there are 2 functions, and 1 IPv4 and 0 IPv6",
                "0000:17:00.0 vfs=2 address=10.2.0.1/24 address=10.2.0.1/24 | there twice",
                "0000:17:00.0 vfs=2 address=10.2.0.1/24 address=10.2.0.2/24 address=fd00::1/64 | 1 IPv6",
                "0000:17:00.0 gateway=router | no IP address",
                "0000:17:00.0 route=10.0.0.0/8 | has no gateway",
                "0000:17:00.0 route=10.0.0.0/8@fd00::1 | mixes IPv4 and IPv6",
                "0000:17:00.0 trust=yes | unclear; give on, off or keep"
            })
    void shouldRefuseInOneSentenceWhatItDoesNotUnderstand(String entry, String complaint) {
        var refused = assertThrows(IllegalArgumentException.class, () -> FunctionLine.parse(entry));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains(complaint), said);
        assertTrue(said.startsWith("In '" + entry + "' "), said);
        assertTrue(said.endsWith("."), said);
    }

    /** What fuzzing could find: anything but a value or that one exception. */
    @Test
    void shouldNeverFailOtherwise() {
        String alphabet = "0123456789abcdef:./=@ vfsaddressgatewayroutemtu,-\u00e9\0";
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder(round % 2 == 0 ? "0000:17:00.0 address=" : "");
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                FunctionLine.parse(text.toString());
            } catch (IllegalArgumentException refused) {
                assertTrue(String.valueOf(refused.getMessage()).startsWith("In '"), "seed " + seed);
            }
        }
    }

    @Test
    void shouldRefuseAFunctionThatIsThereTwice() {
        String[] twice = {"ens5f0 address=10.2.0.41/24", "ens5f0 address=10.2.0.42/24"};
        assertThrows(IllegalArgumentException.class, () -> PciSettings.of(twice));
    }
}
