package io.heddle.client.internal;

import org.jspecify.annotations.Nullable;

/** Requests in the order of their submission that wait for a free slot of one peer. */
final class PeerQueue {
    private @Nullable Pending head;
    private @Nullable Pending tail;

    @Nullable
    Pending peek() {
        return head;
    }

    void add(Pending pending) {
        pending.next = null;
        if (tail == null) {
            head = pending;
        } else {
            tail.next = pending;
        }
        tail = pending;
    }

    @Nullable
    Pending poll() {
        Pending first = head;
        if (first != null) {
            head = first.next;
            first.next = null;
            if (head == null) {
                tail = null;
            }
        }
        return first;
    }

    void remove(Pending pending) {
        Pending before = null;
        for (Pending at = head; at != null; at = at.next) {
            if (at == pending) {
                if (before == null) {
                    head = at.next;
                } else {
                    before.next = at.next;
                }
                if (tail == at) {
                    tail = before;
                }
                at.next = null;
                return;
            }
            before = at;
        }
    }

    void clear() {
        head = null;
        tail = null;
    }
}
