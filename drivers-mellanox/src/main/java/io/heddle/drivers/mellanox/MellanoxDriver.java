package io.heddle.drivers.mellanox;

import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.pci.PciDriver;
import io.heddle.dpdk.pci.PciPlace;
import io.heddle.hardware.NicCatalogues;
import io.heddle.net.spi.NetDriver;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Mellanox ConnectX-4 and newer, through the DPDK of Mellanox OFED (S42). */
@Component(
        service = NetDriver.class,
        configurationPid = MellanoxConfig.PID,
        property = {"vendor=mellanox", "family=ConnectX", "service.ranking:Integer=300"})
@Designate(ocd = MellanoxConfig.class)
public final class MellanoxDriver extends PciDriver {
    /** Made by the component runtime. */
    @Activate
    public MellanoxDriver(
            MellanoxConfig config,
            @Reference Dpdk dpdk,
            @Reference NicCatalogues catalogues,
            BundleContext context) {
        super(new ConnectX(), dpdk, catalogues, context);
        modified(config);
    }

    MellanoxDriver(Dpdk dpdk, NicCatalogues catalogues, PciPlace place) {
        super(new ConnectX(), dpdk, catalogues, place);
    }

    @Modified
    void modified(MellanoxConfig config) {
        configure(config.functions());
    }

    @Deactivate
    void deactivate() {
        close();
    }
}
