package io.heddle.console.internal;

import jakarta.servlet.Servlet;

import org.osgi.service.component.annotations.Component;

/** Health, live throughput, capacity, mounts and alerts. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=heddle-overview",
            "felix.webconsole.title=Overview",
            "felix.webconsole.category=Heddle"
        })
public final class OverviewPage extends Page {
    private static final long serialVersionUID = 1L;

    /** Made by the component runtime. */
    public OverviewPage() {
        super("heddle-overview");
    }
}
