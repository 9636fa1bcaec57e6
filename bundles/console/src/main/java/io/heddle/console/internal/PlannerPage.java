package io.heddle.console.internal;

import jakarta.servlet.Servlet;

import org.osgi.service.component.annotations.Component;

/** A cluster description that is pasted or detected, and the plan for it with every finding. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=heddle-planner",
            "felix.webconsole.title=Planner",
            "felix.webconsole.category=Heddle"
        })
public final class PlannerPage extends Page {
    private static final long serialVersionUID = 1L;

    /** Made by the component runtime. */
    public PlannerPage() {
        super("heddle-planner");
    }
}
