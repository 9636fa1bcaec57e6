package io.heddle.lab.internal;

/** The driver memif keeps what every driver keeps, as a mesh of two. */
class MemifConformanceTest extends LabConformance {
    MemifConformanceTest() {
        super(site -> site.memifs);
    }
}
