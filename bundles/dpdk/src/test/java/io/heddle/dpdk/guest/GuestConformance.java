package io.heddle.dpdk.guest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.heddle.dpdk.internal.DpdkService;
import io.heddle.dpdk.pci.PciDriver;
import io.heddle.dpdk.pci.PciPlace;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.ProbeResult;
import io.heddle.testkit.driver.DriverConformance;
import io.heddle.testkit.driver.FixedCatalogues;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.nio.file.Path;
import java.util.Arrays;

/** The conformance suite over the cards of the guest, run by {@link #main}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class GuestConformance extends DriverConformance {
    private static GuestCard card = GuestCard.IGB;
    private static String[] functions = {};

    private final PciDriver driver = new PciDriver(
            card,
            new DpdkService(),
            new FixedCatalogues(NicCatalogue.builtIn()),
            PciPlace.live("/tmp/heddle"));

    /**
     * Its arguments are the card, a test or "all", and the entries of the driver's configuration;
     * ends with 0 if all went well.
     */
    public static void main(String[] args) {
        card = GuestCard.of(args[0]);
        functions = Arrays.copyOfRange(args, 2, args.length);
        DiscoverySelector tests = args[1].equals("all")
                ? selectClass(GuestConformance.class)
                : selectMethod(GuestConformance.class, args[1]);
        var told = new Told();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(tests)
                                .build(),
                        told);
        System.out.println(
                told.passed + " passed, " + told.skipped + " skipped, " + told.failed + " failed");
        System.exit(told.passed > 0 && told.failed == 0 ? 0 : 1);
    }

    @BeforeAll
    void take() {
        driver.configure(functions);
        if (driver.probe(Inventory.read(Path.of("/"))) instanceof ProbeResult.Usable) {
            driver.prepare();
        }
    }

    @AfterAll
    void giveBack() {
        driver.release();
    }

    @Override
    protected NetDriver driver() {
        return driver;
    }

    @Override
    protected NetAddress address() {
        return NetAddress.parse("0.0.0.0");
    }

    @Override
    protected boolean runsOnKernelInterfaces() {
        return false;
    }

    /** One line for each test. */
    private static final class Told implements TestExecutionListener {
        private int passed;
        private int skipped;
        private int failed;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                return;
            }
            switch (result.getStatus()) {
                case SUCCESSFUL -> passed++;
                case ABORTED -> skipped++;
                case FAILED -> failed++;
            }
            String why = result.getThrowable().map(thrown -> ": " + thrown).orElse("");
            System.out.println(result.getStatus() + " " + test.getDisplayName() + why);
        }
    }
}
