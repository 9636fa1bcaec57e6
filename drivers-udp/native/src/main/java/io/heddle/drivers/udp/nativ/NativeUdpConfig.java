package io.heddle.drivers.udp.nativ;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.heddle.drivers.udp.native}; for ports that are opened afterwards. */
@ObjectClassDefinition(id = NativeUdpConfig.PID, name = "Heddle driver udp-native")
@interface NativeUdpConfig {
    String PID = "io.heddle.drivers.udp.native";

    @AttributeDefinition(
            description = "Sockets of a port: above 1 each core's interrupts have a socket and a"
                    + " buffer of their own (SO_REUSEPORT, steered by CPU).")
    int sockets() default 1;

    @AttributeDefinition(
            name = "busy-poll-us",
            description =
                    "How long a read of an empty socket polls the NIC itself, in us; 0 never.")
    int busy$_$poll$_$us() default 0;
}
