package io.heddle.lab.internal;

/** The driver tap keeps what every driver keeps, and wakes its loop. */
class TapConformanceTest extends LabConformance {
    TapConformanceTest() {
        super(site -> site.taps);
    }
}
