package io.heddle.control.internal.link;

import io.heddle.control.internal.trust.Identity;
import io.heddle.control.internal.trust.ProcessName;
import io.heddle.control.internal.trust.Tls;
import io.heddle.runtime.Events;
import io.heddle.transport.PairSecret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** One end of a control connection: who is there, which nodes it has, and the secret of the pair. */
final class Link extends SimpleChannelInboundHandler<ByteBuf> {
    /** Label of the exporter (RFC 8446, 7.5). */
    private static final String LABEL = "EXPORTER-heddle-pair";

    private final Identity identity;
    private final List<NodeRange> nodes;
    private final PairBook book;
    private final Events events;
    private final Consumer<@Nullable Throwable> ended;
    private final Runnable agreed;
    private @Nullable ProcessName peer;
    private @Nullable Throwable failure;

    /**
     * @param agreed told when the secret is there
     * @param ended told once, with why if it did not end in good order
     */
    Link(
            Identity identity,
            List<NodeRange> nodes,
            PairBook book,
            Events events,
            Runnable agreed,
            Consumer<@Nullable Throwable> ended) {
        this.identity = identity;
        this.nodes = nodes;
        this.book = book;
        this.events = events;
        this.agreed = agreed;
        this.ended = ended;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent done
            when done.isSuccess() -> send(context, new LinkMessage.Announce(nodes));
            case SslHandshakeCompletionEvent done -> failed(context, done.cause());
            case IdleStateEvent idle -> idle(context, idle);
            default -> context.fireUserEventTriggered(event);
        }
    }

    private void idle(ChannelHandlerContext context, IdleStateEvent idle) {
        switch (idle.state()) {
            case WRITER_IDLE -> send(context, new LinkMessage.Alive());
            case READER_IDLE ->
                failed(context, new java.net.SocketTimeoutException("The other end is silent"));
            case ALL_IDLE -> {}
        }
    }

    private static void send(ChannelHandlerContext context, LinkMessage message) {
        context.writeAndFlush(Unpooled.wrappedBuffer(message.encode()));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        LinkMessage message;
        try {
            message = LinkMessage.decode(ByteBufUtil.getBytes(bytes));
        } catch (UncheckedIOException e) {
            failed(context, e);
            return;
        }
        if (message instanceof LinkMessage.Announce announce && peer == null) {
            announced(context, announce);
        }
    }

    private void announced(ChannelHandlerContext context, LinkMessage.Announce announce) {
        var session = context.pipeline().get(SslHandler.class).engine().getSession();
        ProcessName name = Tls.peer(session, identity);
        if (name == null) {
            failed(
                    context,
                    new java.security.cert.CertificateException(
                            "certificate_unknown: no process of this cluster"));
            return;
        }
        var secret = new PairSecret(Tls.exported(session, LABEL));
        String other = book.agreed(this, name.process(), announce.nodes(), secret);
        if (other != null) {
            events.raise(
                    "node-announced-twice",
                    name.process(),
                    "Two processes say that they have the same nodes; the newer one is not heard.",
                    "process " + name.process() + " has " + announce.nodes() + ", and so has "
                            + other,
                    "Stop one of the two; a data folder must not be copied into a second process.");
            context.close();
            return;
        }
        peer = name;
        events.clear("node-announced-twice", name.process());
        agreed.run();
    }

    private void failed(ChannelHandlerContext context, Throwable why) {
        if (failure == null) {
            failure = why;
        }
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(context, cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (peer != null) {
            book.lost(this, peer.process());
        }
        ended.accept(failure);
    }
}
