package io.heddle.planner.internal.live;

/**
 * One fact of the hardware that is another than before.
 *
 * @param subject such as "eth0" or "0000:3b:00.0"
 * @param what half a sentence: what happened to it
 * @param path what was read
 */
record Change(String subject, String what, String path, String before, String after) {
    /** Such as {@code eth0: the MTU changed from 9000 to 1500 (/sys/class/net/eth0/mtu)}. */
    String sentence() {
        return subject + ": " + what + " from " + before + " to " + after + " (" + path + ")";
    }

    static Change came(String subject, String what, String path) {
        return new Change(subject, what + " came,", path, "absent", "present");
    }

    static Change left(String subject, String what, String path) {
        return new Change(subject, what + " left,", path, "present", "absent");
    }
}
