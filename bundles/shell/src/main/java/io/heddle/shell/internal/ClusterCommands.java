package io.heddle.shell.internal;

import io.heddle.meta.Servers;
import io.heddle.runtime.Events;

import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code heddle:servers}, {@code heddle:alerts}, {@code heddle:events}. */
@Component(
        service = ClusterCommands.class,
        property = {
            "osgi.command.scope=heddle",
            "osgi.command.function=servers",
            "osgi.command.function=alerts",
            "osgi.command.function=events"
        })
public final class ClusterCommands {
    private final Servers servers;
    private final Events events;

    /** Made by the component runtime. */
    @Activate
    public ClusterCommands(@Reference Servers servers, @Reference Events events) {
        this.servers = servers;
        this.events = events;
    }

    /** A line for each server. */
    @Descriptor("every server with its buckets and drive")
    public String servers() {
        var text = new StringBuilder();
        for (Servers.ServerStatus server : servers.servers()) {
            text.append("server %d  %-10s leads %d of %d buckets, %d of %d bytes used %s%n"
                    .formatted(
                            server.id(),
                            server.status(),
                            server.primaries(),
                            server.replicas(),
                            server.usedBytes(),
                            server.capacityBytes(),
                            server.failure()));
        }
        return text.toString();
    }

    /** A line for each alert. */
    @Descriptor("what is wrong, and the remedy")
    public String alerts() {
        var text = new StringBuilder();
        for (Events.Alert alert : events.alerts()) {
            text.append("%s: %s (%s). %s%n"
                    .formatted(alert.kind(), alert.text(), alert.evidence(), alert.remedy()));
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    /** The latest events. */
    @Descriptor("what happened, oldest first")
    public String events() {
        var text = new StringBuilder();
        for (Events.Event event : events.events()) {
            text.append("%s  %s%n".formatted(event.kind(), event.text()));
        }
        return text.toString();
    }
}
