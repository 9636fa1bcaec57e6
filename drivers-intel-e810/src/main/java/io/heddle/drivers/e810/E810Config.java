package io.heddle.drivers.e810;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.heddle.drivers.e810}; counts when the driver is chosen next. */
@ObjectClassDefinition(id = E810Config.PID, name = "Heddle driver e810")
@interface E810Config {
    String PID = "io.heddle.drivers.e810";

    @AttributeDefinition(
            description = "Functions that serve, one an entry: a PCI address or an interface, then"
                    + " address=ADDRESS/BITS for each lane and other KEY=VALUE of the README.")
    String[] functions() default {};
}
