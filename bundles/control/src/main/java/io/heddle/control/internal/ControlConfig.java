package io.heddle.control.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.heddle.control}. */
@ObjectClassDefinition(id = ControlConfig.PID, name = "Heddle control")
@interface ControlConfig {
    String PID = "io.heddle.control";

    @AttributeDefinition(
            name = "management address",
            description = "The address of this machine on the management network.")
    String managementAddress() default "127.0.0.1";

    @AttributeDefinition(
            name = "management port",
            description = "The port of control connections; 0 for any free one.")
    int managementPort() default 0;
}
