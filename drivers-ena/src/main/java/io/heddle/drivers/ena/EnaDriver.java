package io.heddle.drivers.ena;

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

/** Amazon ENA, through its DPDK driver; without receive interrupts, so for dedicated cores (S56). */
@Component(
        service = NetDriver.class,
        configurationPid = EnaConfig.PID,
        property = {"vendor=amazon", "family=ENA", "service.ranking:Integer=280"})
@Designate(ocd = EnaConfig.class)
public final class EnaDriver extends PciDriver {
    /** Made by the component runtime. */
    @Activate
    public EnaDriver(
            EnaConfig config,
            @Reference Dpdk dpdk,
            @Reference NicCatalogues catalogues,
            BundleContext context) {
        super(new Ena(), dpdk, catalogues, context);
        modified(config);
    }

    EnaDriver(Dpdk dpdk, NicCatalogues catalogues, PciPlace place) {
        super(new Ena(), dpdk, catalogues, place);
    }

    @Modified
    void modified(EnaConfig config) {
        configure(config.functions());
    }

    @Deactivate
    void deactivate() {
        close();
    }
}
