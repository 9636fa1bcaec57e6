package io.heddle.dpdk.fake;

/**
 * What goes wrong with one change of the kernel.
 *
 * @param step which change, from 1; 0 for none
 */
public record Fault(int step, Kind kind) {
    /** How it goes wrong. */
    public enum Kind {
        /** The kernel refuses, and nothing changed. */
        REFUSED,
        /** The kernel complains although it did it. */
        DONE_AND_FAILED,
        /** The process dies before the change. */
        KILLED_BEFORE,
        /** The process dies after the change. */
        KILLED_AFTER
    }

    /** Nothing goes wrong. */
    public static final Fault NONE = new Fault(0, Kind.REFUSED);

    /** The process is dead: nobody catches it. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String where) {
            super(where);
        }
    }
}
