package io.heddle.meta.internal;

import io.heddle.transport.ReplyHandler;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;

/**
 * What each bucket may use of one file system, in blocks. The sum never exceeds the limit, counting for
 * every bucket the most that it may believe. Before a question is denied, every other bucket has given
 * back what it does not use, and has done so after the question came.
 */
final class QuotaBook {
    /** What a bucket gets beyond what it must have, while there is plenty: 64 MiB. */
    private static final long SPARE = 16_384;

    private static final long RETRY_NS = 20_000_000;

    /** One bucket's page. */
    private final class Page {
        final int bucket;
        final MemorySegment body = server.memory().arena().allocate(QuotaMessage.BYTES, 8);
        long allowed;
        long used;
        boolean known;
        boolean flying;
        long retryAtNs;

        /** The question that waits, 0 for none; and the moment that it came. */
        long round;

        long wanted;
        long cameAt;

        /** The question that the message on its way answers. */
        long answering;

        /** The moment at which the message on its way, and the last that arrived, took back. */
        long takesBackAt;

        long gaveBackAt;

        Page(int bucket) {
            this.bucket = bucket;
        }

        /** What counts; more than is allowed is used after a start, or when a limit came late. */
        long held() {
            return Math.max(allowed, used);
        }
    }

    private final MetaServer server;
    private final BucketPrimary primary;
    private final int fileSystem;
    private final Page[] pages;
    private final ReplyHandler onReply = this::onReply;
    private final long keeper;
    private long moment;
    private long orders;
    private int next;
    private boolean closed;

    QuotaBook(MetaServer server, BucketPrimary primary, int fileSystem) {
        this.server = server;
        this.primary = primary;
        this.fileSystem = fileSystem;
        keeper = server.env().randomLong();
        pages = new Page[server.cluster().map().bucketCount()];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = new Page(i);
        }
    }

    int fileSystem() {
        return fileSystem;
    }

    /** A bucket asks; the same question may come twice. */
    void asked(int bucket, long round, long wanted, long used) {
        Page page = pages[bucket];
        if (page.round != round) {
            page.round = round;
            page.wanted = wanted;
            page.used = used;
            page.cameAt = ++moment;
        }
    }

    /** Answers what can be answered, and asks what has to be known for the rest. */
    void settle() {
        long now = server.env().nanoTime();
        if (closed || !knowsAll(now)) {
            return;
        }
        long free = server.limits().blocks(fileSystem);
        for (Page page : pages) {
            free -= page.held();
        }
        for (int i = 0; i < pages.length; i++) {
            // Not always the same one first.
            Page page = pages[(next + i) % pages.length];
            if (page.round != 0 && !page.flying && now >= page.retryAtNs) {
                free -= answer(page, free, now);
            }
        }
        next = (next + 1) % pages.length;
    }

    private boolean knowsAll(long now) {
        boolean all = true;
        for (Page page : pages) {
            if (!page.known) {
                all = false;
                set(page, QuotaMessage.AS_IS, 0, false, now);
            }
        }
        return all;
    }

    /** @return the blocks that it was given */
    private long answer(Page page, long free, long now) {
        long before = page.held();
        long needed = page.wanted == 0 ? 0 : Math.max(0, page.used + page.wanted - before);
        if (needed > Math.max(0, free)) {
            if (othersGaveBack(page, now)) {
                set(page, page.allowed, page.round, true, now);
            }
            return 0;
        }
        long spare = Math.clamp((free - needed) / (2L * pages.length), 0, SPARE);
        page.gaveBackAt = 0;
        set(page, before + needed + spare, page.round, false, now);
        return page.held() - before;
    }

    /** Whether all others gave back what they do not use after this question came; otherwise asks them. */
    private boolean othersGaveBack(Page asking, long now) {
        boolean all = true;
        for (Page page : pages) {
            if (page != asking && page.held() > 0 && page.gaveBackAt < asking.cameAt) {
                all = false;
                set(page, QuotaMessage.USED, 0, false, now);
            }
        }
        return all;
    }

    /** Sends what a bucket may use from now on, unless something is on its way already. */
    private void set(Page page, long allowed, long answers, boolean denied, long now) {
        if (page.flying || now < page.retryAtNs) {
            server.wantTick();
            return;
        }
        long order = (long) primary.epoch() << Integer.SIZE | ++orders;
        QuotaMessage.put(
                page.body,
                page.bucket,
                QuotaMessage.SET,
                fileSystem,
                order,
                allowed,
                answers,
                denied ? 1 : 0,
                keeper);
        page.answering = answers;
        page.takesBackAt = allowed == QuotaMessage.USED ? moment : 0;
        page.flying = server.callPrimary(
                Opcode.QUOTA, page.bucket, page.body, QuotaMessage.BYTES, onReply, page.bucket);
        if (page.flying) {
            page.allowed = Math.max(page.allowed, allowed);
        } else {
            later(page, now);
        }
    }

    private void later(Page page, long now) {
        page.retryAtNs = now + RETRY_NS;
        server.wantTick();
    }

    private void onReply(long token, int status, MemorySegment body, long offset, int bytes) {
        Page page = pages[(int) token];
        if (closed) {
            return;
        }
        page.flying = false;
        if (status < 0 || bytes < QuotaMessage.REPLY_BYTES) {
            // Perhaps it was obeyed: what was allowed stays counted until the bucket tells.
            page.known = false;
            later(page, server.env().nanoTime());
            return;
        }
        page.known = true;
        page.retryAtNs = 0;
        page.used = body.get(FsRequest.LONG, offset);
        page.allowed = body.get(FsRequest.LONG, offset + 8);
        if (page.takesBackAt != 0) {
            page.gaveBackAt = page.takesBackAt;
        }
        if (page.answering != 0 && page.answering == page.round) {
            page.round = 0;
        }
        settle();
    }

    void tick(long nowNs) {
        for (Page page : pages) {
            if (page.round != 0 || !page.known) {
                settle();
                return;
            }
        }
    }

    /** Sends nothing any more. */
    void close() {
        closed = true;
    }
}
