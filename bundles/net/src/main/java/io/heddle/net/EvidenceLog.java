package io.heddle.net;

/**
 * What one witness sees while a swap is recorded: a fixed number of sights in one array of longs, so
 * that nothing is allocated while it is written. A log that is full keeps what it has and counts what
 * it misses, so it is always the beginning of what happened. One thread writes; whoever reads has to
 * be ordered behind it by the caller.
 */
public final class EvidenceLog {
    private static final int WORDS = 5;
    private static final Sight[] SIGHTS = Sight.values();

    private final long[] words;
    private int end;
    private long missed;

    /** @param capacity sights, 40 bytes each */
    public EvidenceLog(int capacity) {
        words = new long[capacity * WORDS];
    }

    /** Notes a sight, or counts that there is no room for it. */
    public void add(
            Sight what,
            long client,
            long number,
            long timeNs,
            int path,
            int peer,
            int value,
            long place) {
        int at = end;
        if (at == words.length) {
            missed++;
            return;
        }
        words[at] = client;
        words[at + 1] = number;
        words[at + 2] = timeNs;
        words[at + 3] = (long) value << 32 | (peer & 0xffffL) << 16 | path << 8 | what.ordinal();
        words[at + 4] = place;
        end = at + WORDS;
    }

    /** How many sights it has. */
    public int size() {
        return end / WORDS;
    }

    /** Tells everything, in order, and then what was missed. */
    public void tell(Evidence to) {
        for (int at = 0; at < end; at += WORDS) {
            long packed = words[at + 3];
            to.seen(
                    SIGHTS[(int) packed & 0xff],
                    words[at],
                    words[at + 1],
                    words[at + 2],
                    (int) (packed >>> 8) & 0xff,
                    (int) (packed >>> 16) & 0xffff,
                    (int) (packed >>> 32),
                    words[at + 4]);
        }
        if (missed > 0) {
            to.missed(missed);
        }
    }
}
