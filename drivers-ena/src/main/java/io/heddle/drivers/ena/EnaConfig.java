package io.heddle.drivers.ena;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.heddle.drivers.ena}; counts when the driver is chosen next. */
@ObjectClassDefinition(id = EnaConfig.PID, name = "Heddle driver ena")
@interface EnaConfig {
    String PID = "io.heddle.drivers.ena";

    @AttributeDefinition(
            description = "Functions that serve, one an entry: a PCI address or an interface, then"
                    + " address=ADDRESS/BITS for each lane and other KEY=VALUE of the README.")
    String[] functions() default {};
}
