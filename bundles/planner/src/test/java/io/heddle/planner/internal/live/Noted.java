package io.heddle.planner.internal.live;

import io.heddle.runtime.Events;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Events and alerts in memory. */
final class Noted implements Events {
    private final List<Event> events = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();

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
        clear(kind, subject);
        alerts.add(new Alert(kind, subject, text, evidence, remedy, 0, severity));
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

    synchronized @Nullable Alert alert(String kind) {
        return alerts.stream()
                .filter(alert -> alert.kind().equals(kind))
                .findFirst()
                .orElse(null);
    }

    /** The texts since the last call. */
    synchronized List<String> news() {
        List<String> texts = events.stream().map(Event::text).toList();
        events.clear();
        return texts;
    }
}
