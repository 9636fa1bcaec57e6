package io.heddle.runtime.internal;

import io.heddle.runtime.Events;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what there is to know about a callback that threw: the log, an event, an alert. */
final class Evidence {
    private static final Logger LOG = LoggerFactory.getLogger(EpollLoop.class);
    private static final int FRAMES = 6;

    private final Events events;
    private final String loop;

    Evidence(Events events, String loop) {
        this.events = events;
        this.loop = loop;
    }

    /** An agent threw and is stopped; the loop goes on. */
    void agent(String agent, Throwable failure) {
        LOG.error("Agent {} on {} is stopped, because it threw.", agent, loop, failure);
        events.raise(
                "agent-stopped",
                loop + "/" + agent,
                "The agent broke one of its own rules and is stopped.",
                where(failure),
                "Restart its bundle, and report this with the log: it is a bug.");
    }

    /** A timer, a command, a completion or a watch threw; it is dropped and the loop goes on. */
    void callback(String kind, Throwable failure) {
        LOG.error("A {} on {} threw.", kind, loop, failure);
        events.raise(
                "callback-failed",
                loop + "/" + kind,
                "A " + kind + " of an agent threw and was dropped.",
                where(failure),
                "Restart the bundle that it names, and report this with the log: it is a bug.");
    }

    private static String where(Throwable failure) {
        var text = new StringBuilder(failure.toString());
        StackTraceElement[] frames = failure.getStackTrace();
        for (int index = 0; index < Math.min(FRAMES, frames.length); index++) {
            text.append(" at ").append(frames[index]);
        }
        return text.toString();
    }
}
