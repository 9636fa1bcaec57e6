package io.heddle.console.internal;

import jakarta.servlet.Servlet;

import org.osgi.service.component.annotations.Component;

/** Data NICs with their paths, drivers with reasons, traffic, and the swap button. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=heddle-network",
            "felix.webconsole.title=Network",
            "felix.webconsole.category=Heddle"
        })
public final class NetworkPage extends Page {
    private static final long serialVersionUID = 1L;

    /** Made by the component runtime. */
    public NetworkPage() {
        super("heddle-network", "heddle-data-nics.js", "heddle-lab.js");
    }
}
