package io.heddle.lab.internal;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.DriverConformance;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.util.function.Function;

/** The conformance suite over one kind of virtual devices; skipped aloud without root or packages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LabConformance extends DriverConformance {
    private final Function<TestSite, Devices> kind;
    private @Nullable TestSite site;
    private @Nullable LabDriver driver;

    LabConformance(Function<TestSite, Devices> kind) {
        this.kind = kind;
    }

    @BeforeAll
    void makeTheLab() throws IOException {
        TestSite made = TestSite.make();
        if (made == null) {
            Assumptions.abort("no lab can be made here");
            return;
        }
        site = made;
        driver = made.driver(kind.apply(made));
    }

    @AfterAll
    void takeItDown() {
        TestSite made = site;
        if (made != null) {
            made.close();
        }
    }

    @Override
    protected NetDriver driver() {
        LabDriver made = driver;
        return made == null ? Assumptions.abort("no lab can be made here") : made;
    }

    /** The slow link is one of the kernel's sockets. */
    @Override
    protected boolean runsOnKernelInterfaces() {
        return false;
    }
}
