package io.heddle.lab.internal;

/** The driver af_packet keeps what every driver keeps. */
class AfPacketConformanceTest extends LabConformance {
    AfPacketConformanceTest() {
        super(site -> site.cables);
    }
}
