package io.heddle.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

/** What is malformed is refused by name and place; what is fine survives writing and reading. */
class SpecReaderTest {
    private static SpecException refused(String json) {
        return assertThrows(SpecException.class, () -> SpecReader.parse(json));
    }

    private static void refused(Doc doc, String place) {
        SpecException refused = refused(doc.json());
        assertEquals(place, refused.place());
        assertTrue(refused.getMessage().startsWith(place + ": found "));
        assertEquals(1, refused.getMessage().lines().count());
    }

    private static String dotted(String path) {
        return path.replaceAll("/([0-9]+)", "[$1]").replace('/', '.');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version",
                "groups",
                "groups/0/name",
                "groups/0/role",
                "groups/0/count",
                "groups/0/nics",
                "groups/0/ioProcesses",
                "groups/0/nics/0/name",
                "groups/0/nics/0/pci",
                "groups/0/nics/0/link",
                "filesystems/0/name"
            })
    void shouldRefuseWhatIsMissing(String path) {
        refused(Doc.backends(Doc.CX5).without(path), dotted(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "versions",
                "groups/0/nic",
                "groups/0/nics/0/speed",
                "groups/0/nics/0/ofed/path",
                "filesystems/0/size"
            })
    void shouldRefuseUnknownKeys(String path) {
        refused(Doc.backends(Doc.CX5).set(path, 1), dotted(path));
    }

    @ParameterizedTest
    @CsvSource({
        "version, 2",
        "version, text",
        "version, 1.5",
        "mode, fast",
        "mode, Performance",
        "tryout, yes",
        "tryout, 1",
        "rdma, on",
        "groups, {}",
        "groups, []",
        "groups/0/name, ''",
        "groups/0/role, server",
        "groups/0/count, -1",
        "groups/0/count, 1.5",
        "groups/0/count, text",
        "groups/0/count, 99999999999999999999",
        "groups/0/ioProcesses, -10",
        "groups/0/frontends, -1",
        "groups/0/stateless, no",
        "groups/0/net, tcp",
        "groups/0/ha, bond",
        "groups/0/rdma, yes",
        "groups/0/gpudirect, yes",
        "groups/0/gpudirect, []",
        "groups/0/managementNic, 7",
        "groups/0/nics, {}",
        "groups/0/nics/0/pci, 15b3",
        "groups/0/nics/0/pci, 15b3:10zz",
        "groups/0/nics/0/pci, 15b3:101",
        "groups/0/nics/0/link, wifi",
        "groups/0/nics/0/address, 3b-00.0",
        "groups/0/nics/0/numa, -1",
        "groups/0/nics/0/mtu, 10",
        "groups/0/nics/0/mtu, nine",
        "groups/0/nics/0/sriov, true",
        "groups/0/nics/0/function, vfs",
        "groups/0/nics/0/ofed, 5.4",
        "groups/0/nics/0/ofed/loaded, yes",
        "groups/0/nics/0/ofed/options, --dpdk",
        "groups/0/nics/0/bond, bond0",
        "groups/0/nics/0/card, 1",
        "filesystems/0/encrypted, no",
        "addresses, 10.0.0.0/8"
    })
    void shouldRefuseWrongValues(String path, String value) {
        refused(Doc.backends(Doc.CX5).set(path, typed(value)), dotted(path));
    }

    private static @Nullable Object typed(String value) {
        if (value.matches("-?[0-9]{1,9}")) {
            return Integer.valueOf(value);
        }
        if (value.matches("-?[0-9]+")) {
            return new java.math.BigInteger(value);
        }
        return value.matches("-?[0-9]+\\.[0-9]") && !value.equals("5.4")
                ? (Object) Double.valueOf(value)
                : value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.2.0.0",
                "10.2.0.0/33",
                "10.2.0.0/-1",
                "10.2.0/24",
                "10.2.0.256/32",
                "10.2.0.1/24",
                "10.2.0.0/24 ",
                "data",
                "::/129",
                "fd00::1/64",
                "1:2:3/64"
            })
    void shouldRefuseMalformedRanges(String range) {
        Doc doc = Doc.backends(Doc.CX5).set("addresses", "{\"data\": [\"" + range + "\"]}");
        refused(doc, "addresses.data[0]");
    }

    @Test
    void shouldRefuseNamesThatAreTaken() {
        refused(Doc.both(Doc.CX5).group("name", "backends"), "groups[1].name");
        refused(
                Doc.backends(Doc.CX5).twoNics().set("groups/0/nics/1/name", "ens1f0"),
                "groups[0].nics[1].name");
        refused(
                Doc.backends(Doc.CX5).set("filesystems", "[{\"name\": \"a\"}, {\"name\": \"a\"}]"),
                "filesystems[1].name");
    }

    @Test
    void shouldRefuseWhatIsNotStrictJson() {
        String fine = Doc.backends(Doc.CX5).json();
        assertEquals("line 2, column 1", refused("{\n// a comment\n" + fine).place());
        assertEquals("a comment", refused("{\"version\": 1, // the first\n}").found());
        assertEquals("a comment", refused("{\"version\": /* one */ 1}").found());
        assertEquals("version", refused("{\"version\": 1, \"version\": 1}").place());
        assertEquals(
                "groups[0].name",
                refused("{\"version\": 1, \"groups\": [{\"name\": \"a\", \"name\": \"b\"}]}")
                        .place());
        assertTrue(refused(fine + "x").place().startsWith("line "));
        assertTrue(refused(fine + fine).place().startsWith("line "));
        for (String bad :
                new String[] {"", " ", "null", "[]", "7", "{", "{\"version\"", "{'a': 1}"}) {
            refused(bad);
        }
        refused("[".repeat(100_000));
        refused("{\"a\":".repeat(40) + "1" + "}".repeat(40));
        refused("{\"version\": " + "9".repeat(100_000) + "}");
    }

    @Test
    void shouldNameTheVersionBeforeKeysThatItDoesNotKnow() {
        refused(Doc.backends(Doc.CX5).set("version", 2).set("clusters", 1), "version");
    }

    @Test
    void shouldReadWhatItWrites() {
        Doc rich = Doc.both(Doc.CX6)
                .nic("bond", "{\"name\": \"bond0\", \"mode\": 4}")
                .nic("label", "rack-1")
                .nic("kernelDriver", null)
                .nic("sriov", "{\"bios\": true}")
                .group("gpudirect", "{\"nics\": [\"ens1f0\"]}")
                .set("groups/0/nics/0/ofed", null)
                .set("addresses", "{\"management\": \"10.1.0.0/24\", \"data\": [\"fd00::/64\"]}");
        ClusterSpec spec = rich.spec();
        String written = SpecWriter.write(spec);
        assertEquals(spec, SpecReader.parse(written));
        assertEquals(written, SpecWriter.write(SpecReader.parse(written)));
    }

    @Test
    void shouldTakeTheSmallestDocument() {
        ClusterSpec spec = SpecReader.parse("""
                {"version": 1, "groups": [{"name": "c", "role": "client", "count": 0, "nics": []}]}
                """);
        assertEquals(Mode.PERFORMANCE, spec.mode());
        assertEquals(1, spec.groups().getFirst().frontends());
        Plan plan = new Planner().plan(spec, NicCatalogue.builtIn());
        assertEquals(0, plan.groups().getFirst().ips().count());
    }

    /** Each mutant is a plan or a sentence, never another exception. */
    @Test
    void shouldSurviveMutants() {
        long seed = Long.getLong("heddle.seed", System.nanoTime());
        var random = new Random(seed);
        String fine = Doc.both(Doc.CX5)
                .nic("bond", "{\"name\": \"bond0\", \"mode\": 4}")
                .set("addresses", "{\"management\": \"10.1.0.0/24\", \"data\": [\"10.2.0.0/24\"]}")
                .json();
        int plans = 0;
        int refusals = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(fine);
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(1, 0x100));
                    case 2 -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                    default -> text.setCharAt(at, "{}[]\",:-.enul".charAt(random.nextInt(13)));
                }
            }
            try {
                ClusterSpec spec = SpecReader.parse(text.toString());
                Plan plan = new Planner().plan(spec, NicCatalogue.builtIn());
                assertTrue(
                        !PlanJson.write(plan).isEmpty() && !PlanText.write(plan).isEmpty());
                assertEquals(spec, SpecReader.parse(SpecWriter.write(spec)));
                plans++;
            } catch (SpecException wrong) {
                assertEquals(1, wrong.getMessage().lines().count(), wrong.getMessage());
                refusals++;
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + seed + ": " + text, other);
            }
        }
        assertTrue(plans > 100 && refusals > 100, "seed " + seed + ": " + plans + " plans");
    }
}
