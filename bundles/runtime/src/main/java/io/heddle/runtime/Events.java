package io.heddle.runtime;

import java.util.List;

/** What happened and what is wrong, for people; safe for all threads, never called per operation. */
public interface Events {
    /** Something that happened at {@code timeNs} (wall clock), such as a swap with its ledger. */
    record Event(long timeNs, String kind, String text) {}

    /**
     * Something that is wrong until it is cleared.
     *
     * @param kind with {@code subject} the identity of the alert, such as "replica-damaged"
     * @param evidence what was seen where
     * @param remedy what the operator can do
     */
    record Alert(
            String kind,
            String subject,
            String text,
            String evidence,
            String remedy,
            long sinceNs) {}

    void event(String kind, String text);

    /** Raises or refreshes an alert; the first time it is an event, too. */
    void raise(String kind, String subject, String text, String evidence, String remedy);

    /** Clears an alert; an event says so if it stood. */
    void clear(String kind, String subject);

    /** The newest events, oldest first, bounded. */
    List<Event> events();

    /** The alerts that stand. */
    List<Alert> alerts();
}
