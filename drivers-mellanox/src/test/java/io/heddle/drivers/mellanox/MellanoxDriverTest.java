package io.heddle.drivers.mellanox;

import io.heddle.hardware.NicCatalogues;
import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.UnservedNicConformance;

class MellanoxDriverTest extends UnservedNicConformance {
    @Override
    protected NetDriver driver(NicCatalogues catalogues) {
        return new MellanoxDriver(catalogues);
    }

    @Override
    protected Expected expected() {
        return new Expected(
                "15b3:101b", "S65", "a ConnectX-4 or newer of vendor 15b3", "ConnectX-6", "S42");
    }
}
