package io.heddle.drivers.mellanox;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.UnservedNicConformance;

class MellanoxDriverTest extends UnservedNicConformance {
    private final MellanoxDriver driver = new MellanoxDriver();

    @Override
    protected NetDriver driver() {
        return driver;
    }

    @Override
    protected Expected expected() {
        return new Expected("15b3:101b", "S65", "a ConnectX-4 or newer of vendor 15b3", "S66");
    }
}
