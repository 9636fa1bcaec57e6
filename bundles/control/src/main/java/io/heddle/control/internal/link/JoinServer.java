package io.heddle.control.internal.link;

import io.heddle.control.internal.trust.Enrolment;
import io.heddle.control.internal.trust.JoinMessage;
import io.heddle.control.internal.trust.Joining;
import io.heddle.control.internal.trust.Tls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;

import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Answers one question of somebody without a certificate, and hangs up. */
final class JoinServer extends SimpleChannelInboundHandler<ByteBuf> {
    private final Enrolment enrolment;
    private final Supplier<String> control;
    private final Runnable answered;

    /** @param control host:port for those who join */
    JoinServer(Enrolment enrolment, Supplier<String> control, Runnable answered) {
        this.enrolment = enrolment;
        this.control = control;
        this.answered = answered;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        JoinMessage message;
        try {
            message = JoinMessage.decode(ByteBufUtil.getBytes(bytes));
        } catch (UncheckedIOException e) {
            context.close();
            return;
        }
        if (!(message instanceof JoinMessage.Request request)) {
            context.close();
            return;
        }
        var session = context.pipeline().get(SslHandler.class).engine().getSession();
        byte[] channel = Tls.exported(session, Joining.LABEL);
        JoinMessage answer = enrolment.answer(request, channel, control.get());
        context.writeAndFlush(Unpooled.wrappedBuffer(answer.encode()))
                .addListener(ChannelFutureListener.CLOSE);
        answered.run();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent idle && idle.state() == IdleState.READER_IDLE) {
            context.close();
        }
    }

    /** Whoever does not even speak TLS is nobody's business. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
