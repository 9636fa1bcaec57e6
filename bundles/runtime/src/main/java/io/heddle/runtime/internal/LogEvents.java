package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Clock;
import io.heddle.runtime.Events;

import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the newest events and the alerts that stand, and writes both to the log. */
@Component(service = Events.class, immediate = true)
public final class LogEvents implements Events {
    /** Events that are kept; the oldest go first. */
    static final int CAPACITY = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger("io.heddle.events");

    private record Key(String kind, String subject) {}

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final Map<Key, Alert> alerts = new LinkedHashMap<>();

    @Override
    public void event(String kind, String text) {
        LOG.info("{}: {}", kind, text);
        add(kind, text);
    }

    private synchronized void add(String kind, String text) {
        if (events.size() == CAPACITY) {
            events.remove();
        }
        events.add(new Event(wallTimeNs(), kind, text));
    }

    @Override
    public void raise(
            Severity severity,
            String kind,
            String subject,
            String text,
            String evidence,
            String remedy) {
        boolean isNew;
        synchronized (this) {
            Key key = new Key(kind, subject);
            Alert old = alerts.get(key);
            isNew = old == null || old.severity() != severity;
            long since = old == null || isNew ? wallTimeNs() : old.sinceNs();
            alerts.put(key, new Alert(kind, subject, text, evidence, remedy, since, severity));
        }
        if (isNew) {
            Level level = severity == Severity.ALERT ? Level.WARN : Level.INFO;
            LOG.atLevel(level)
                    .log("{} {}: {} Seen: {} Remedy: {}", kind, subject, text, evidence, remedy);
            add(kind, subject + ": " + text);
        }
    }

    @Override
    public void clear(String kind, String subject) {
        boolean stood;
        synchronized (this) {
            stood = alerts.remove(new Key(kind, subject)) != null;
        }
        if (stood) {
            event(kind, subject + ": over");
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

    private static long wallTimeNs() {
        return Clock.nowNs(Clock.REALTIME);
    }
}
