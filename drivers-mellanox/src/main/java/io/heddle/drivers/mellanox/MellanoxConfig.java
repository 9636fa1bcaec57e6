package io.heddle.drivers.mellanox;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.heddle.drivers.mellanox}; counts when the driver is chosen next. */
@ObjectClassDefinition(id = MellanoxConfig.PID, name = "Heddle driver mellanox")
@interface MellanoxConfig {
    String PID = "io.heddle.drivers.mellanox";

    @AttributeDefinition(
            description = "Functions that serve, one an entry: a PCI address or an interface, then"
                    + " address=ADDRESS/BITS for each lane and other KEY=VALUE of the README.")
    String[] functions() default {};
}
