package io.heddle.runtime;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Events and alerts in memory, for tests of this bundle and of those that testkit stands on; all
 * others take testkit's. An alert that is raised again takes the place of its older self.
 */
public final class Noted implements Events {
    private final List<Event> events = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Alert> raised = new ArrayList<>();
    private final List<String> news = new ArrayList<>();

    @Override
    public synchronized void event(String kind, String text) {
        events.add(new Event(0, kind, text));
        news.add(text);
    }

    @Override
    public synchronized void raise(
            Severity severity,
            String kind,
            String subject,
            String text,
            String evidence,
            String remedy) {
        boolean isNew = alerts.stream()
                .noneMatch(alert -> alert.kind().equals(kind) && alert.subject().equals(subject));
        if (isNew) {
            events.add(new Event(0, kind, text)); // As the shipped ones do.
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
    public synchronized List<Alert> raised() {
        return List.copyOf(raised);
    }

    /** The first alert of a kind that stands, or null. */
    public synchronized @Nullable Alert alert(String kind) {
        return alerts.stream()
                .filter(alert -> alert.kind().equals(kind))
                .findFirst()
                .orElse(null);
    }

    public boolean alerted(String kind) {
        return alert(kind) != null;
    }

    /** How many events of a kind there were. */
    public long count(String kind) {
        return events().stream().filter(event -> event.kind().equals(kind)).count();
    }

    /** The texts of events since the last call, without those of alerts. */
    public synchronized List<String> news() {
        List<String> texts = List.copyOf(news);
        news.clear();
        return texts;
    }
}
