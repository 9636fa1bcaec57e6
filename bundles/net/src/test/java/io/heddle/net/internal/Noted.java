package io.heddle.net.internal;

import io.heddle.runtime.Events;

import java.util.ArrayList;
import java.util.List;

/** Events and alerts in memory. */
final class Noted implements Events {
    private final List<Event> events = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Alert> raised = new ArrayList<>();

    @Override
    public synchronized void event(String kind, String text) {
        events.add(new Event(0, kind, text));
    }

    @Override
    public synchronized void raise(
            Severity severity,
            String kind,
            String subject,
            String text,
            String evidence,
            String remedy) {
        if (alerts.stream()
                .noneMatch(alert -> alert.kind().equals(kind) && alert.subject().equals(subject))) {
            event(kind, text);
        }
        clear(kind, subject);
        var alert = new Alert(kind, subject, text, evidence, remedy, 0, severity);
        alerts.add(alert);
        raised.add(alert);
    }

    @Override
    public synchronized void clear(String kind, String subject) {
        alerts.removeIf(alert -> alert.kind().equals(kind) && alert.subject().equals(subject));
    }

    @Override
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    @Override
    public synchronized List<Alert> alerts() {
        return List.copyOf(alerts);
    }

    /** Every alert so far, also those that were cleared, which may be at once. */
    synchronized List<Alert> raised() {
        return List.copyOf(raised);
    }

    boolean alerted(String kind) {
        return alerts().stream().anyMatch(alert -> alert.kind().equals(kind));
    }

    long count(String kind) {
        return events().stream().filter(event -> event.kind().equals(kind)).count();
    }
}
