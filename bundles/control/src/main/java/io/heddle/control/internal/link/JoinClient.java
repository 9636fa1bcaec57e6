package io.heddle.control.internal.link;

import io.heddle.control.internal.trust.JoinMessage;
import io.heddle.control.internal.trust.JoinToken;
import io.heddle.control.internal.trust.Joining;
import io.heddle.control.internal.trust.Tls;
import io.heddle.control.internal.trust.TrustFolder;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Joins a cluster by a token: asks, waits for the answer, and keeps the certificate. */
public final class JoinClient {
    private static final long WAIT_SECONDS = 40;

    private JoinClient() {}

    /**
     * Blocks until this process is a member.
     *
     * @return host:port of the control connection
     * @throws StorageException with one sentence if the cluster is not there or refuses
     */
    public static String join(JoinToken token, TrustFolder folder) {
        var joining = new Joining(token);
        var answer = new CompletableFuture<JoinMessage>();
        String address = token.host() + ":" + token.port();
        try (var channels = new LinkChannels()) {
            var tls = joining.tls();
            channels.connect(
                            token.host(),
                            token.port(),
                            JoinMessage.MOST_BYTES,
                            () -> Tls.client(tls),
                            () -> new Question(joining, answer))
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            answer.completeExceptionally(done.cause());
                        }
                    });
            return joining.keep(answer.get(WAIT_SECONDS, TimeUnit.SECONDS), folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Errno.EINTR, "Joining was interrupted.", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StorageException(Errno.EACCES, Tls.sentence(cause, address), cause);
        } catch (TimeoutException e) {
            throw new StorageException(
                    Errno.ETIMEDOUT,
                    "The cluster at " + address + " did not answer in " + WAIT_SECONDS
                            + " s; see its alerts and try again.",
                    e);
        }
    }

    private static final class Question extends SimpleChannelInboundHandler<ByteBuf> {
        private final Joining joining;
        private final CompletableFuture<JoinMessage> answer;

        Question(Joining joining, CompletableFuture<JoinMessage> answer) {
            this.joining = joining;
            this.answer = answer;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done) {
                if (done.isSuccess()) {
                    var session =
                            context.pipeline().get(SslHandler.class).engine().getSession();
                    byte[] question = joining.request(session).encode();
                    context.writeAndFlush(Unpooled.wrappedBuffer(question));
                } else {
                    answer.completeExceptionally(done.cause());
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            answer.complete(JoinMessage.decode(ByteBufUtil.getBytes(bytes)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.completeExceptionally(new java.nio.channels.ClosedChannelException());
        }
    }
}
