package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.transport.InboundRequest;

import java.util.ArrayList;
import java.util.List;

/**
 * Shares out the space of the file systems whose roots lie in this bucket. Nothing of it is kept on a
 * drive: a new keeper asks all buckets what they may use before it allows anything.
 */
final class QuotaKeeper {
    private final MetaServer server;
    private final BucketPrimary primary;
    private final List<QuotaBook> books = new ArrayList<>();

    QuotaKeeper(MetaServer server, BucketPrimary primary) {
        this.server = server;
        this.primary = primary;
    }

    void onAsk(InboundRequest request) {
        var body = request.body();
        long at = request.bodyOffset();
        int fileSystem = QuotaMessage.fileSystem(body, at);
        long asking = QuotaMessage.number(body, at, 0);
        if (asking < 0
                || asking >= server.cluster().map().bucketCount()
                || server.limits().blocks(fileSystem) == FileSystemLimits.NONE
                || server.limits().home(fileSystem) != primary.state().bucket()) {
            request.reply(-Errno.EINVAL);
            return;
        }
        QuotaBook book = book(fileSystem);
        book.asked(
                (int) asking,
                QuotaMessage.number(body, at, 1),
                QuotaMessage.number(body, at, 2),
                QuotaMessage.number(body, at, 3));
        request.reply(0);
        book.settle();
    }

    private QuotaBook book(int fileSystem) {
        for (QuotaBook book : books) {
            if (book.fileSystem() == fileSystem) {
                return book;
            }
        }
        var book = new QuotaBook(server, primary, fileSystem);
        books.add(book);
        return book;
    }

    void tick(long nowNs) {
        for (QuotaBook book : books) {
            book.tick(nowNs);
        }
    }

    /** Another server leads now, and asks all buckets itself. */
    void drop() {
        books.forEach(QuotaBook::close);
        books.clear();
    }
}
