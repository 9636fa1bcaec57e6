package io.heddle.net.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.heddle.net}. */
@ObjectClassDefinition(id = NetConfig.PID, name = "Heddle network")
@interface NetConfig {
    String PID = "io.heddle.net";

    @AttributeDefinition(
            name = "auto-swap",
            description = "Swap to a better driver as soon as its bundle starts.")
    boolean auto$_$swap() default false;

    @AttributeDefinition(description = "Longest wait for a port to drain, in ms.")
    long drainTimeoutMs() default 5_000;

    @AttributeDefinition(
            description = "The address that data ports bind until NICs are added or removed.")
    String bindAddress() default "127.0.0.1";

    @AttributeDefinition(description = "Largest datagram payload that ports are asked for.")
    int mtuBytes() default 60_000;

    @AttributeDefinition(
            description = "How long after the first driver a better one is taken at once, in ms.")
    long graceMs() default 5_000;
}
