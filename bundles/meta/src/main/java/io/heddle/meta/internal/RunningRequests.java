package io.heddle.meta.internal;

/**
 * The mutations that are being executed or whose answers wait, by (client, request). A set of pairs,
 * open addressing with linear probing; it grows by doubling and never shrinks.
 */
final class RunningRequests {
    private long[] clients = new long[256];
    private long[] requests = new long[256];
    private boolean[] used = new boolean[256];
    private int count;

    /** @return false when it was there already */
    boolean add(long client, long request) {
        if (count * 2 >= used.length) {
            grow();
        }
        int slot = find(client, request);
        if (used[slot]) {
            return false;
        }
        used[slot] = true;
        clients[slot] = client;
        requests[slot] = request;
        count++;
        return true;
    }

    boolean contains(long client, long request) {
        return used[find(client, request)];
    }

    void remove(long client, long request) {
        int hole = find(client, request);
        if (!used[hole]) {
            return;
        }
        count--;
        int mask = used.length - 1;
        int slot = hole;
        while (true) {
            slot = slot + 1 & mask;
            if (!used[slot]) {
                break;
            }
            int home = home(clients[slot], requests[slot]);
            if ((slot - home & mask) >= (slot - hole & mask)) {
                clients[hole] = clients[slot];
                requests[hole] = requests[slot];
                hole = slot;
            }
        }
        used[hole] = false;
    }

    int count() {
        return count;
    }

    private int find(long client, long request) {
        int slot = home(client, request);
        while (used[slot] && (clients[slot] != client || requests[slot] != request)) {
            slot = slot + 1 & used.length - 1;
        }
        return slot;
    }

    private int home(long client, long request) {
        long mixed = (client ^ request * 0x9E37_79B9_7F4A_7C15L) * 0xBF58_476D_1CE4_E5B9L;
        return (int) (mixed ^ mixed >>> 32) & used.length - 1;
    }

    private void grow() {
        var oldClients = clients;
        var oldRequests = requests;
        var oldUsed = used;
        clients = new long[oldUsed.length * 2];
        requests = new long[oldUsed.length * 2];
        used = new boolean[oldUsed.length * 2];
        count = 0;
        for (int i = 0; i < oldUsed.length; i++) {
            if (oldUsed[i]) {
                add(oldClients[i], oldRequests[i]);
            }
        }
    }
}
