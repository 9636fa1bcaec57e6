package io.heddle.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.Set;

class NicCatalogueTest {
    @Test
    void shouldHaveOneRowForEachIdAndASourceForEachRow() {
        Set<String> ids = new HashSet<>();
        for (NicModel model : NicCatalogue.builtIn().models()) {
            assertTrue(ids.add(model.vendor() + ":" + model.device()), model.toString());
            assertTrue(model.source().length() > 10, model.toString());
        }
    }

    @Test
    void shouldReadOneRow() {
        NicCatalogue catalogue = NicCatalogue.parse("""
                        [{"family": "X", "pci": "15b3:1017", "dpdkDriver": "mlx5",
                          "rxInterrupt": true, "source": "a page"}]
                        """);
        NicModel model = catalogue.models().get(0);
        assertEquals(
                new NicModel("X", 0x15b3, 0x1017, "mlx5", true, false, false, false, "a page"),
                model);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[",
                "[1]",
                "[{}]",
                "[{\"family\": \"X\", \"pci\": \"15b3\", \"source\": \"a\"}]",
                "[{\"family\": \"X\", \"pci\": \"15b3:1017\"}]",
                "[{\"family\": 7, \"pci\": \"15b3:1017\", \"source\": \"a\"}]",
                "[{\"colour\": \"red\"}]",
                "[{\"rdma\": \"yes\"}]",
                "[{\"family\": [\"X\"]}]"
            })
    void shouldRefuseOtherDocuments(String json) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NicCatalogue.parse(json));
        assertTrue(
                refused.getMessage().startsWith("The NIC catalogue")
                        || refused.getMessage().startsWith("NIC catalogue"),
                refused.getMessage());
    }
}
