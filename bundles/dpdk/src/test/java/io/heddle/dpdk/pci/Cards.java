package io.heddle.dpdk.pci;

import io.heddle.dpdk.fake.FakeDpdk;
import io.heddle.dpdk.fake.FakeKernel;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.trees.TreeText;
import io.heddle.hardware.trees.Trees;
import io.heddle.testkit.driver.FixedCatalogues;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Machines with a card, made of recorded trees, and the families that tests give to drivers. */
final class Cards {
    /** Of the recorded E810: its first port, which has 10.2.0.31, and its second, without cable. */
    static final String E810 = "0000:17:00.0";

    static final String E810_SECOND = "0000:17:00.1";

    private static final String NO_MEMORY =
            "| 0x0000000000000000 0x0000000000000000 0x0000000000000000\n";

    private Cards() {}

    /** Both ports in one IOMMU group. */
    static String oneGroup() {
        return e810().replace(
                        "0000:17:00.1/iommu_group -> ../../../../kernel/iommu_groups/1",
                        "0000:17:00.1/iommu_group -> ../../../../kernel/iommu_groups/0");
    }

    /** That tree with a link on the second port. */
    static String linked(String tree) {
        return tree.replace(
                "0000:17:00.1/net/ens5f1/carrier ! Reading failed: Invalid argument.",
                "0000:17:00.1/net/ens5f1/carrier: 1");
    }

    /** The E810 with SR-IOV switched on in the BIOS. */
    static String e810() {
        String text = Trees.text("e810");
        // The eighth window is the first of the virtual functions.
        String off = NO_MEMORY.repeat(6) + "| 0x0000000000000000 0x000000000007ffff";
        String on = NO_MEMORY.repeat(6) + "| 0x0000203ffd800000 0x0000203ffdffffff";
        return text.replace(off, on);
    }

    static FakeKernel kernel(String text, Path folder) {
        try {
            TreeText.unpack(text, folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new FakeKernel(folder);
    }

    static PciDriver driver(
            NicFamily family, FakeKernel kernel, FakeDpdk dpdk, @Nullable Path data) {
        return new PciDriver(
                family,
                dpdk,
                new FixedCatalogues(NicCatalogue.builtIn()),
                new PciPlace(kernel.root(), kernel, kernel, data));
    }

    /** A family as the drivers have it; what is theirs alone is tested beside them. */
    record Family(String driver, String start, boolean kernelStays) implements NicFamily {
        static final Family E810 = new Family("e810", "E810", false);
        static final Family CONNECTX = new Family("mellanox", "ConnectX", true);
        static final Family ENA = new Family("ena", "ENA", false);

        @Override
        public String pid() {
            return "io.heddle.drivers." + driver;
        }

        @Override
        public boolean has(NicModel model) {
            return model.family().startsWith(start) && model.dpdkDriver() != null;
        }

        @Override
        public String library(NicModel model, boolean made) {
            return made && driver.equals("e810") ? "iavf" : NicFamily.super.library(model, made);
        }

        @Override
        public String rule() {
            return "S70";
        }

        @Override
        public String absentRule() {
            return "S65";
        }

        @Override
        public String absent() {
            return "There is no such card.";
        }

        @Override
        public String wanted() {
            return "such a card";
        }
    }
}
