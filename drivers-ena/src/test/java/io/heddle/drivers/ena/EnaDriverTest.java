package io.heddle.drivers.ena;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.UnservedNicConformance;

class EnaDriverTest extends UnservedNicConformance {
    private final EnaDriver driver = new EnaDriver();

    @Override
    protected NetDriver driver() {
        return driver;
    }

    @Override
    protected Expected expected() {
        return new Expected("1d0f:ec20", "S70", "an ENA of vendor 1d0f", "S70");
    }
}
