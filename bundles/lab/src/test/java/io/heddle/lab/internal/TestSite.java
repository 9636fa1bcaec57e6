package io.heddle.lab.internal;

import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.internal.DpdkService;
import io.heddle.hardware.Inventory;
import io.heddle.net.lab.LabLinks;
import io.heddle.net.spi.ProbeResult;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A lab for the conformance suite: a bridge and cables in this network namespace, without a container. */
final class TestSite implements AutoCloseable {
    /** The suite opens two ports at once, and more that are refused. */
    private static final int LANES = 6;

    /** One for the process, as EAL starts once. */
    static final Dpdk DPDK = new DpdkService();

    final Plan plan;
    final Path folder;
    final AfPacketDevices cables;
    final TapDevices taps;
    final MemifDevices memifs;

    private TestSite(Path folder) {
        this.folder = folder;
        plan = new Plan(LabLinks.of(folder));
        var bridge = new Bridge(plan);
        cables = new AfPacketDevices(DPDK, plan, bridge, () -> {});
        taps = new TapDevices(DPDK, plan);
        memifs = new MemifDevices(DPDK, plan, folder.resolve("memif"), () -> LANES);
        try {
            bridge.make();
            cables.stock(LANES);
        } catch (StorageException denied) {
            close();
            throw denied;
        }
    }

    /** The lab, or null where it cannot be; says why. */
    static @Nullable TestSite make() throws IOException {
        Path folder = Files.createTempDirectory("heddle-lab");
        try {
            return new TestSite(folder);
        } catch (StorageException denied) {
            System.out.println("SKIPPED: no lab can be made here: " + denied.getMessage());
            Files.delete(folder);
            return null;
        }
    }

    /** A driver that is ready for ports, if it can serve here. */
    LabDriver driver(Devices devices) {
        var driver = new LabDriver(DPDK, devices);
        if (driver.probe(Inventory.read(Path.of("/"))) instanceof ProbeResult.Usable) {
            driver.prepare();
        }
        return driver;
    }

    @Override
    public void close() {
        plan.links().remove();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException kept) {
            throw new UncheckedIOException(kept);
        }
    }
}
