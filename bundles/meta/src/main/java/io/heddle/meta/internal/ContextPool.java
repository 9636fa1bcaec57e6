package io.heddle.meta.internal;

import org.jspecify.annotations.Nullable;

/** Request contexts, made on first need up to a limit and used again. */
final class ContextPool {
    /** All slots of 32 client sessions; what is beyond asks again. */
    static final int LIMIT = 2048;

    private final ShardMemory memory;
    private @Nullable RequestContext free;
    private int made;
    private int freeCount;

    ContextPool(ShardMemory memory) {
        this.memory = memory;
    }

    @Nullable
    RequestContext take() {
        RequestContext context = free;
        if (context != null) {
            free = context.next;
            context.next = null;
            freeCount--;
            return context;
        }
        if (made == LIMIT) {
            return null;
        }
        made++;
        return new RequestContext(memory);
    }

    void give(RequestContext context) {
        context.release();
        context.next = free;
        free = context;
        freeCount++;
    }

    /** Contexts in use. */
    int taken() {
        return made - freeCount;
    }
}
