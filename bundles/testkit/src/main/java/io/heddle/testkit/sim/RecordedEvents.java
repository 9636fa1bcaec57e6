package io.heddle.testkit.sim;

import io.heddle.runtime.Events;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Keeps every event and the alerts that stand, for a test to look at. */
public final class RecordedEvents implements Events {
    private final LongSupplier wallTimeNs;
    private final List<Event> events = new ArrayList<>();
    private final TreeMap<String, Alert> alerts = new TreeMap<>();

    /** Events that take their time from a clock. */
    public RecordedEvents(LongSupplier wallTimeNs) {
        this.wallTimeNs = wallTimeNs;
    }

    @Override
    public synchronized void event(String kind, String text) {
        events.add(new Event(wallTimeNs.getAsLong(), kind, text));
    }

    @Override
    public synchronized void raise(
            Severity severity,
            String kind,
            String subject,
            String text,
            String evidence,
            String remedy) {
        String key = kind + "\n" + subject;
        Alert old = alerts.get(key);
        boolean isNew = old == null || old.severity() != severity;
        long since = old == null || isNew ? wallTimeNs.getAsLong() : old.sinceNs();
        alerts.put(key, new Alert(kind, subject, text, evidence, remedy, since, severity));
        if (isNew) {
            event(kind, subject + ": " + text);
        }
    }

    @Override
    public synchronized void clear(String kind, String subject) {
        if (alerts.remove(kind + "\n" + subject) != null) {
            event(kind, subject + ": cleared");
        }
    }

    @Override
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    @Override
    public synchronized List<Alert> alerts() {
        return List.copyOf(alerts.values());
    }
}
