package io.heddle.drivers.e810;

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

/** Intel E810, through its DPDK driver: a physical function (ice) or a virtual one (iavf) (S43). */
@Component(
        service = NetDriver.class,
        configurationPid = E810Config.PID,
        property = {"vendor=intel", "family=E810", "service.ranking:Integer=290"})
@Designate(ocd = E810Config.class)
public final class E810Driver extends PciDriver {
    /** Made by the component runtime. */
    @Activate
    public E810Driver(
            E810Config config,
            @Reference Dpdk dpdk,
            @Reference NicCatalogues catalogues,
            BundleContext context) {
        super(new E810(), dpdk, catalogues, context);
        modified(config);
    }

    E810Driver(Dpdk dpdk, NicCatalogues catalogues, PciPlace place) {
        super(new E810(), dpdk, catalogues, place);
    }

    @Modified
    void modified(E810Config config) {
        configure(config.functions());
    }

    @Deactivate
    void deactivate() {
        close();
    }
}
