package io.heddle.lab.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;

import java.util.List;

/** Lanes that share one device and its address keep what every driver keeps, also with each other. */
class SharedDeviceConformanceTest extends LabConformance {
    private static final int LANES = 8;

    SharedDeviceConformanceTest() {
        super(OneCable::new);
    }

    private record OneCable(TestSite site) implements Devices {
        @Override
        public String pmd() {
            return AfPacketDevices.PMD;
        }

        @Override
        public List<NetCapability> capabilities() {
            return List.of();
        }

        @Override
        public Evidence evidence(Inventory inventory) {
            return site.cables.evidence(inventory);
        }

        @Override
        public NetPort open(PortConfig config, PortEvents events) {
            Plan plan = site.plan;
            int number = Plan.FIRST_CABLE;
            var spec = new DeviceSpec(
                    "net_af_packet" + number,
                    "iface=" + plan.near(number) + ",framesz=16384,blocksz=65536,framecnt=512",
                    AfPacketDevices.PMD,
                    plan.layer3(number),
                    Plan.MTU_BYTES,
                    false,
                    false,
                    LANES);
            return TestSite.DPDK.open(spec, Bind.at(plan.address(number), config), events);
        }

        @Override
        public List<Open> opened() {
            return List.of();
        }
    }
}
