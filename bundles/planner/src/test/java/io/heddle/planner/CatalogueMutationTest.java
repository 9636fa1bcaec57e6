package io.heddle.planner;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicFact;
import io.heddle.hardware.NicModel;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The facts of NICs are data: a cell of the catalogue that is changed changes what rests on it. */
class CatalogueMutationTest {
    /** What the cell decides, and nothing that a mere change of a text could alter. */
    private static String decided(String pci, NicCatalogue catalogue) {
        var text = new StringBuilder();
        Doc bare = Doc.both(pci).without("groups/0/nics/0/kernelDriver");
        for (String mode : List.of("performance", "cpu")) {
            Doc doc = bare.without("groups/1/nics/0/kernelDriver").set("mode", mode);
            for (boolean sriov : new boolean[] {true, false}) {
                String flags = "{\"bios\": " + sriov + ", \"nic\": " + sriov + ", \"vfs\": 16}";
                Plan plan = new Planner()
                        .plan(
                                doc.nic("sriov", flags)
                                        .set("groups/0/nics/0/sriov", flags)
                                        .spec(),
                                catalogue);
                text.append(plan.verdict()).append(plan.rdma().active());
                for (GroupPlan group : plan.groups()) {
                    text.append(group.networkText())
                            .append(group.driver())
                            .append(group.rxMode())
                            .append(group.ips());
                    group.findings()
                            .forEach(finding ->
                                    text.append(finding.rule()).append(finding.verdict()));
                }
            }
        }
        return text.toString();
    }

    private static NicModel flipped(NicModel row, NicFact cell) {
        Function<NicFact, Boolean> flips = fact -> fact == cell;
        @Nullable
        String driver = flips.apply(NicFact.DPDK_DRIVER)
                ? row.dpdkDriver() == null ? "mlx5" : null
                : row.dpdkDriver();
        return new NicModel(
                row.family(),
                row.vendor(),
                row.device(),
                row.virtual(),
                driver,
                row.rxInterrupt() ^ flips.apply(NicFact.RX_INTERRUPT),
                row.rdma() ^ flips.apply(NicFact.RDMA),
                row.needsSriov() ^ flips.apply(NicFact.NEEDS_SRIOV),
                row.sharedIp() ^ flips.apply(NicFact.SHARED_IP),
                row.idSource(),
                row.sources());
    }

    @ParameterizedTest
    @EnumSource(NicFact.class)
    void shouldDecideOtherwiseWhenACellIsChanged(NicFact cell) {
        NicCatalogue catalogue = NicCatalogue.builtIn();
        List<String> families = new ArrayList<>();
        for (NicModel row : catalogue.models()) {
            // Of a NIC without a DPDK driver the driver is the one cell that decides.
            boolean rests = row.dpdkDriver() != null || cell == NicFact.DPDK_DRIVER;
            if (!rests || families.contains(row.family())) {
                continue;
            }
            families.add(row.family());
            List<NicModel> rows = new ArrayList<>(catalogue.models());
            rows.set(rows.indexOf(row), flipped(row, cell));
            assertNotEquals(
                    decided(row.pci(), catalogue),
                    decided(row.pci(), new NicCatalogue(rows)),
                    () -> "Nothing rests on " + cell.key() + " of " + row.family());
        }
        assertTrue(families.size() > 20, families::toString);
    }
}
