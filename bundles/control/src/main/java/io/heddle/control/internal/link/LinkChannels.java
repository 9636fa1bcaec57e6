package io.heddle.control.internal.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SSLEngine;

/** Netty channels of the management network: TLS, then messages with their length before them. */
final class LinkChannels implements AutoCloseable {
    private static final int LENGTH_BYTES = 4;
    private static final int CONNECT_MS = 10_000;
    private static final int HANDSHAKE_MS = 30_000;

    /** Silence of 15 s is death; each end speaks every 5 s. */
    private static final int READ_IDLE_SECONDS = 15;

    private static final int WRITE_IDLE_SECONDS = 5;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("heddle-control", true), NioIoHandler.newFactory());

    EventLoopGroup group() {
        return group;
    }

    /** Binds a port; each connection gets its engine and its handler. */
    ChannelFuture listen(
            String host,
            int port,
            int mostBytes,
            Supplier<SSLEngine> engines,
            Supplier<ChannelHandler> handlers) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(pipeline(mostBytes, engines, handlers))
                .bind(host, port);
    }

    ChannelFuture connect(
            String host,
            int port,
            int mostBytes,
            Supplier<SSLEngine> engines,
            Supplier<ChannelHandler> handlers) {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .handler(pipeline(mostBytes, engines, handlers))
                .connect(host, port);
    }

    private static ChannelInitializer<SocketChannel> pipeline(
            int mostBytes, Supplier<SSLEngine> engines, Supplier<ChannelHandler> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                var tls = new SslHandler(engines.get());
                tls.setHandshakeTimeoutMillis(HANDSHAKE_MS);
                channel.pipeline()
                        .addLast(
                                tls,
                                new LengthFieldBasedFrameDecoder(
                                        mostBytes, 0, LENGTH_BYTES, 0, LENGTH_BYTES),
                                new LengthFieldPrepender(LENGTH_BYTES),
                                new IdleStateHandler(
                                        READ_IDLE_SECONDS, WRITE_IDLE_SECONDS, 0, TimeUnit.SECONDS),
                                handlers.get());
            }
        };
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }
}
