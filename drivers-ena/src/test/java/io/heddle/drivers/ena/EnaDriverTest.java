package io.heddle.drivers.ena;

import io.heddle.hardware.NicCatalogues;
import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.UnservedNicConformance;

class EnaDriverTest extends UnservedNicConformance {
    @Override
    protected NetDriver driver(NicCatalogues catalogues) {
        return new EnaDriver(catalogues);
    }

    @Override
    protected Expected expected() {
        return new Expected("1d0f:ec20", "S70", "an ENA of vendor 1d0f", "ENA", "S70");
    }
}
