package io.heddle.control.internal.link;

import io.heddle.control.internal.trust.Enrolment;
import io.heddle.control.internal.trust.Identity;
import io.heddle.control.internal.trust.JoinMessage;
import io.heddle.control.internal.trust.JoinToken;
import io.heddle.control.internal.trust.Tls;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Events;
import io.heddle.runtime.StorageException;
import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/**
 * What this process is on the management network: a port for members, connections to members, and, as
 * long as a token is good, a port for those who join.
 */
public final class ControlNetwork implements AutoCloseable {
    static final Duration ROTATION = Duration.ofHours(1);

    private final LinkChannels channels = new LinkChannels();
    private final SSLContext tls;
    private final Identity identity;
    private final List<NodeRange> nodes;
    private final Enrolment enrolment;
    private final Events events;
    private final String host;
    private final PairBook book = new PairBook();
    private final List<Dialer> dialers = new ArrayList<>();
    private @Nullable Channel members;
    private @Nullable Channel joiners;

    /**
     * @param nodes of this process
     * @param host address of the management network
     */
    public ControlNetwork(
            Identity identity,
            List<NodeRange> nodes,
            Enrolment enrolment,
            Events events,
            String host) {
        this.identity = identity;
        this.nodes = List.copyOf(nodes);
        this.enrolment = enrolment;
        this.events = events;
        this.host = host;
        tls = Tls.mutual(identity);
    }

    public PairBook book() {
        return book;
    }

    /** Opens the port of members. @param port 0 for any free one @return the port */
    public synchronized int listen(int port) {
        Channel bound = members;
        if (bound == null) {
            bound = bound(channels.listen(
                    host,
                    port,
                    LinkMessage.MOST_BYTES,
                    () -> Tls.server(tls, true),
                    () -> new Link(identity, nodes, book, events, () -> {}, this::incomingEnded)));
            members = bound;
        }
        return port(bound);
    }

    /** A stranger at the port of members is news, not an alert: it cannot do harm. */
    private void incomingEnded(@Nullable Throwable failure) {
        if (failure != null) {
            events.event("control-refused", "a control connection ended: " + failure);
        }
    }

    public synchronized boolean isDialing() {
        return !dialers.isEmpty();
    }

    /** Connects to a member and keeps connected. */
    public synchronized void dial(String toHost, int toPort) {
        dial(toHost, toPort, ROTATION);
    }

    synchronized Dialer dial(String toHost, int toPort, Duration rotation) {
        var dialer = new Dialer(
                channels, tls, identity, nodes, book, events, toHost, toPort, rotation.toMillis());
        dialers.add(dialer);
        dialer.start();
        return dialer;
    }

    /**
     * A token with which one process can join; opens the port for it.
     *
     * @throws StorageException EPERM where the authority's key is not
     */
    public synchronized JoinToken token(Duration life) {
        int control = listen(0);
        Channel bound = joiners;
        if (bound == null) {
            bound = bound(channels.listen(
                    host,
                    0,
                    JoinMessage.MOST_BYTES,
                    () -> Tls.server(tls, false),
                    () -> new JoinServer(
                            enrolment, () -> host + ":" + control, this::closeJoiners)));
            joiners = bound;
        }
        JoinToken token = enrolment.token(host, port(bound), life);
        channels.group()
                .schedule(this::closeJoiners, life.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        return token;
    }

    private synchronized void closeJoiners() {
        if (joiners != null && enrolment.openUntil().equals(Instant.MIN)) {
            joiners.close();
            joiners = null;
        }
    }

    private Channel bound(io.netty.channel.ChannelFuture future) {
        future.awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw new StorageException(
                    Errno.EADDRINUSE,
                    "The control connection cannot listen on " + host + " (" + future.cause()
                            + "); give an address of this machine and a free port.",
                    future.cause());
        }
        return future.channel();
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public synchronized void close() {
        dialers.forEach(Dialer::close);
        if (members != null) {
            members.close();
        }
        if (joiners != null) {
            joiners.close();
        }
        channels.close();
    }
}
