package io.heddle.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the built-in catalogue says, against the rows of the requirements. */
class NicCatalogueTest {
    private final NicCatalogue catalogue = NicCatalogue.builtIn();

    @Test
    void shouldHaveASourceForEachCell() {
        assertTrue(catalogue.models().size() > 500, "" + catalogue.models().size());
        for (NicModel model : catalogue.models()) {
            assertTrue(model.idSource().length() > 10, model.toString());
            for (NicFact fact : NicFact.values()) {
                assertTrue(model.sources().containsKey(fact), model.pci() + " " + fact);
                assertTrue(model.source(fact).length() > 2, model.pci() + " " + fact);
            }
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "15b3:1003, ConnectX-3, false,, false, false, false, false",
        "15b3:1004, ConnectX-3, true,, false, false, false, false",
        "15b3:1007, ConnectX-3 Pro, false,, false, false, false, false",
        "15b3:1013, ConnectX-4, false, mlx5, true, false, false, true",
        "15b3:1016, ConnectX-4 Lx, true, mlx5, true, false, false, true",
        "15b3:1017, ConnectX-5, false, mlx5, true, true, false, true",
        "15b3:1018, ConnectX-5, true, mlx5, true, true, false, true",
        "15b3:101b, ConnectX-6, false, mlx5, true, true, false, true",
        "15b3:101e, ConnectX VF, true, mlx5, true, true, false, true",
        "15b3:1021, ConnectX-7, false, mlx5, true, true, false, true",
        "15b3:1023, ConnectX-8, false, mlx5, true, true, false, true",
        "15b3:a2dc, BlueField-3, false, mlx5, true, true, false, true",
        "8086:1592, E810, false, ice, true, false, true, true",
        "8086:1889, E810 VF, true, iavf, true, false, true, true",
        "8086:12d2, E830, false, ice, true, false, true, false",
        "8086:10fb, 82599, false, ixgbe, true, false, true, false",
        "8086:10ed, 82599, true, ixgbe, true, false, true, false",
        "8086:1572, X710, false, i40e, true, false, true, false",
        "8086:154c, 700 series VF, true, iavf, true, false, true, false",
        "8086:10c9, 82576, false, e1000, true, false, true, false",
        "8086:10ca, 82576, true, e1000, true, false, true, false",
        "1d0f:ec20, ENA, true, ena, false, false, true, false",
        "1d0f:ec21, ENA, true, ena, false, false, true, false",
        "1af4:1041, virtio-net, false, virtio, true, false, true, false",
        "15ad:07b0, vmxnet3, false, vmxnet3, false, false, true, false",
        "1ae0:0042, gVNIC, false, gve, false, false, true, false",
        "14e4:16d7, BCM574xx, false, bnxt, true, false, true, false",
    })
    void shouldKnowWhatTheRequirementsSay(
            String pci,
            String family,
            boolean virtual,
            String dpdkDriver,
            boolean rxInterrupt,
            boolean rdma,
            boolean needsSriov,
            boolean sharedIp) {
        NicModel model = model(catalogue, pci);
        assertEquals(family, model.family());
        assertEquals(pci, model.pci());
        assertEquals(virtual, model.virtual(), "virtual");
        assertEquals(dpdkDriver, model.dpdkDriver());
        assertEquals(rxInterrupt, model.rxInterrupt(), "rxInterrupt");
        assertEquals(rdma, model.rdma(), "rdma");
        assertEquals(needsSriov, model.needsSriov(), "needsSriov");
        assertEquals(sharedIp, model.sharedIp(), "sharedIp");
    }

    @Test
    void shouldNameTheRuleThatSpeaksAgainstTheFeatureMatrix() {
        String source = model(catalogue, "1d0f:ec20").source(NicFact.RX_INTERRUPT);
        assertTrue(source.startsWith("S56"), source);
        assertTrue(source.contains("features/ena.ini"), source);
    }

    @Test
    void shouldKeepWhatAnOverrideDoesNotState() {
        NicCatalogue over = catalogue.withOverrides("""
                {"version": 1, "families": [
                  {"family": "X540 of the lab",
                   "ids": {"pf": ["8086:1528"], "source": "our cards"},
                   "rxInterrupt": {"is": false, "source": "measured in March"}}]}
                """);
        NicModel before = model(catalogue, "8086:1528");
        NicModel after = model(over, "8086:1528");
        assertEquals("X540 of the lab", after.family());
        assertEquals("our cards", after.idSource());
        assertFalse(after.rxInterrupt());
        assertEquals("measured in March", after.source(NicFact.RX_INTERRUPT));
        assertEquals("ixgbe", after.dpdkDriver());
        assertEquals(before.source(NicFact.RDMA), after.source(NicFact.RDMA));
        assertTrue(before.rxInterrupt(), "the built-in one is as before");
        assertEquals(catalogue.models().size(), over.models().size());
    }

    @Test
    void shouldAddAnIdWithTheFactsOfOtherNics() {
        String json = """
                {"version": 1, "families": [
                  {"family": "ConnectX-9", "ids": {"pf": ["15b3:1025"], "source": "pci.ids"}}]}
                """;
        NicModel added = model(catalogue.withOverrides(json), "15b3:1025");
        assertNull(added.dpdkDriver());
        assertFalse(added.rxInterrupt());
        assertFalse(added.rdma());
        assertTrue(added.needsSriov(), "S70 speaks of all other NICs");
        assertFalse(added.sharedIp());
        assertEquals("not stated in the catalogue", added.source(NicFact.RDMA));
        assertNull(catalogue.find(0x15b3, 0x1025));
        assertEquals(1, NicCatalogue.parse(json).models().size());
    }

    @Test
    void shouldForgetASourceTogetherWithItsValue() {
        NicModel after = model(catalogue.withOverrides("""
                        {"version": 1, "families": [
                          {"family": "ConnectX-5", "ids": {"pf": ["15b3:1017"], "source": "x"},
                           "rdma": {"is": false}}]}
                        """), "15b3:1017");
        assertFalse(after.rdma());
        assertEquals("not stated in the catalogue", after.source(NicFact.RDMA));
    }

    private static NicModel model(NicCatalogue catalogue, String pci) {
        NicModel model = catalogue.find(
                Integer.parseInt(pci.substring(0, 4), 16), Integer.parseInt(pci.substring(5), 16));
        assertNotNull(model, pci);
        return model;
    }
}
