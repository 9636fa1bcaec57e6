package io.heddle.planner.internal.live;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.heddle.planner}. */
@ObjectClassDefinition(id = PlannerConfig.PID, name = "Heddle planner")
@interface PlannerConfig {
    String PID = "io.heddle.planner";

    @AttributeDefinition(
            description = "\"cpu\" shares cores, \"performance\" dedicates them (S27).")
    String mode() default "cpu";

    @AttributeDefinition(
            description = "Whether UDP backends and a shared interface are advice, not refused.")
    boolean tryout() default true;

    @AttributeDefinition(description = "Whether clients keep no state, so that they may sleep.")
    boolean stateless() default true;

    @AttributeDefinition(description = "How often the hardware is looked at again, in seconds.")
    int watchSeconds() default 10;
}
