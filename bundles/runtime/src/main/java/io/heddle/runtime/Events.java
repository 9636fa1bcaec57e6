package io.heddle.runtime;

import java.util.List;

/** What happened and what is wrong, for people; safe for all threads, never called per operation. */
public interface Events {
    /** Something that happened at {@code timeNs} (wall clock), such as a swap with its ledger. */
    record Event(long timeNs, String kind, String text) {}

    /** How much an alert weighs. */
    enum Severity {
        /** Something is wrong: the health is degraded until it is over. */
        ALERT,

        /** It works, and people should know what a rule would rather have; the health stays. */
        ADVICE
    }

    /**
     * Something that is wrong, or not as it should be, until it is cleared.
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
            long sinceNs,
            Severity severity) {}

    void event(String kind, String text);

    /** Raises or refreshes an alert; the first time it is an event, too. */
    default void raise(String kind, String subject, String text, String evidence, String remedy) {
        raise(Severity.ALERT, kind, subject, text, evidence, remedy);
    }

    /** The same for what is advice only. */
    default void advise(String kind, String subject, String text, String evidence, String remedy) {
        raise(Severity.ADVICE, kind, subject, text, evidence, remedy);
    }

    /** Raises or refreshes an alert or an advice; a new one, or one that weighs otherwise, is an event. */
    void raise(
            Severity severity,
            String kind,
            String subject,
            String text,
            String evidence,
            String remedy);

    /** Clears an alert or an advice; an event says so if it stood. */
    void clear(String kind, String subject);

    /** The newest events, oldest first, bounded. */
    List<Event> events();

    /** The alerts and advices that stand. */
    List<Alert> alerts();
}
