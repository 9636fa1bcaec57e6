package io.heddle.drivers.e810;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.UnservedNicConformance;

class E810DriverTest extends UnservedNicConformance {
    private final E810Driver driver = new E810Driver();

    @Override
    protected NetDriver driver() {
        return driver;
    }

    @Override
    protected Expected expected() {
        return new Expected("8086:1592", "S43", "an E810 of vendor 8086", "S69");
    }
}
