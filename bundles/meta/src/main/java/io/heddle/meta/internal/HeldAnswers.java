package io.heddle.meta.internal;

import org.jspecify.annotations.Nullable;

/**
 * Answers that wait for a sequence to be committed: a list for each sequence of the window, so that
 * holding and releasing cost the same however many wait, and none waits behind another.
 */
final class HeldAnswers {
    /** Records that may be on their way to the replicas at once, a power of two. */
    static final int WINDOW = 2048;

    private final @Nullable RequestContext[] lists = new @Nullable RequestContext[WINDOW];
    private int count;

    /** Holds a context until {@code sequence}, which is at most {@link #WINDOW} - 1 above the commit. */
    void hold(RequestContext context, long sequence) {
        int slot = (int) sequence & WINDOW - 1;
        context.next = lists[slot];
        lists[slot] = context;
        count++;
    }

    /** Takes the contexts that wait for {@code sequence}, in the order in which they were held. */
    @Nullable
    RequestContext take(long sequence) {
        int slot = (int) sequence & WINDOW - 1;
        RequestContext list = lists[slot];
        lists[slot] = null;
        RequestContext reversed = null;
        while (list != null) {
            RequestContext next = list.next;
            list.next = reversed;
            reversed = list;
            list = next;
            count--;
        }
        return reversed;
    }

    int count() {
        return count;
    }
}
