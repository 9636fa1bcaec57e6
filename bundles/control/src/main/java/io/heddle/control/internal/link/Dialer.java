package io.heddle.control.internal.link;

import io.heddle.control.internal.trust.Identity;
import io.heddle.control.internal.trust.Tls;
import io.heddle.runtime.Events;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/**
 * Keeps a control connection to one address: connects again when it is lost, and makes a fresh one, and
 * with it fresh secrets, every hour. All but {@link #close} runs on the channels' thread.
 */
final class Dialer implements AutoCloseable {
    private static final long FIRST_WAIT_MS = 100;
    private static final long LONGEST_WAIT_MS = 5_000;
    private static final String ALERT = "control-link-down";

    private final LinkChannels channels;
    private final SSLContext tls;
    private final Identity identity;
    private final List<NodeRange> nodes;
    private final PairBook book;
    private final Events events;
    private final String host;
    private final int port;
    private final long rotationMs;
    private long waitMs = FIRST_WAIT_MS;
    private @Nullable Channel current;
    private volatile boolean closed;

    Dialer(
            LinkChannels channels,
            SSLContext tls,
            Identity identity,
            List<NodeRange> nodes,
            PairBook book,
            Events events,
            String host,
            int port,
            long rotationMs) {
        this.channels = channels;
        this.tls = tls;
        this.identity = identity;
        this.nodes = nodes;
        this.book = book;
        this.events = events;
        this.host = host;
        this.port = port;
        this.rotationMs = rotationMs;
    }

    void start() {
        channels.group().execute(this::dial);
    }

    /** Makes a new connection beside the old one, which ends when the new one stands. */
    void rotate() {
        channels.group().execute(this::dial);
    }

    private void dial() {
        if (closed) {
            return;
        }
        var attempt = new Attempt();
        attempt.start();
    }

    /** One connection and what is known of it. */
    private final class Attempt {
        private @Nullable Channel channel;
        private boolean stood;

        void start() {
            ChannelFuture future = channels.connect(
                    host,
                    port,
                    LinkMessage.MOST_BYTES,
                    () -> Tls.client(tls),
                    () -> new Link(identity, nodes, book, events, this::agreed, this::ended));
            channel = future.channel();
            future.addListener(done -> {
                if (!done.isSuccess()) {
                    ended(done.cause());
                }
            });
        }

        private void agreed() {
            stood = true;
            Channel old = current;
            current = channel;
            waitMs = FIRST_WAIT_MS;
            events.clear(ALERT, host + ":" + port);
            if (old != null) {
                old.close();
            }
            channels.group().schedule(this::rotateIfCurrent, rotationMs, TimeUnit.MILLISECONDS);
            if (closed && channel != null) {
                channel.close();
            }
        }

        private void rotateIfCurrent() {
            if (current == channel) {
                dial();
            }
        }

        private void ended(@Nullable Throwable failure) {
            if (closed || stood && current != channel) {
                return;
            }
            if (stood) {
                current = null;
            }
            if (failure != null && current == null) {
                events.raise(
                        ALERT,
                        host + ":" + port,
                        "The control connection does not stand; new sessions to its nodes wait.",
                        String.valueOf(failure),
                        Tls.sentence(failure, host + ":" + port));
            }
            channels.group().schedule(Dialer.this::dial, waitMs, TimeUnit.MILLISECONDS);
            waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
        }
    }

    @Override
    public void close() {
        closed = true;
        channels.group().execute(() -> {
            if (current != null) {
                current.close();
            }
        });
    }
}
