package io.heddle.drivers.e810;

import io.heddle.hardware.NicCatalogues;
import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.UnservedNicConformance;

class E810DriverTest extends UnservedNicConformance {
    @Override
    protected NetDriver driver(NicCatalogues catalogues) {
        return new E810Driver(catalogues);
    }

    @Override
    protected Expected expected() {
        return new Expected("8086:1592", "S43", "an E810 of vendor 8086", "E810", "S43");
    }
}
