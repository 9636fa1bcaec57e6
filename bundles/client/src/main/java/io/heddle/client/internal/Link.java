package io.heddle.client.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.AddressBook;
import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView;
import io.heddle.net.Lane;
import io.heddle.net.Switchboard;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;
import io.heddle.transport.Endpoint;
import io.heddle.transport.KeySource;
import io.heddle.transport.RequestWitness;
import io.heddle.transport.Session;
import io.heddle.transport.Transport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The client's endpoint, its lane and its watch of the map, from their opening to their end. */
final class Link implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final long WAIT_SECONDS = 10;

    /** As the switchboard calls the client's ports. */
    static final String LANE = "client";

    private final Loop loop;
    private final ClusterView view;
    private final RoutedClient client;
    private final Endpoint endpoint;
    private final Lane lane;
    private final AutoCloseable watch;

    private Link(
            Loop loop,
            Transport transport,
            Switchboard switchboard,
            ClusterView view,
            KeySource keys,
            RoutedClient client) {
        this.loop = loop;
        this.view = view;
        this.client = client;
        endpoint = onLoop(loop, () -> {
            Endpoint made = transport.endpoint(
                    AddressBook.FIRST_CLIENT,
                    loop,
                    view.addresses(),
                    keys,
                    request -> request.reply(-Errno.EOPNOTSUPP));
            loop.add(made);
            return made;
        });
        lane = switchboard.attach(LANE, loop, endpoint.laneUser());
        watch = view.watch(map -> loop.post(client::mapChanged));
    }

    /** Not on the loop. */
    static Link open(
            Loop loop,
            Transport transport,
            Switchboard switchboard,
            ClusterView view,
            KeySource keys,
            RoutedClient client) {
        var link = new Link(loop, transport, switchboard, view, keys, client);
        onLoop(loop, () -> {
            client.connect(link);
            return true;
        });
        return link;
    }

    @Override
    public BucketMap map() {
        return view.map();
    }

    @Override
    public Session session(int peer) {
        return endpoint.session(peer);
    }

    @Override
    public void witness(@Nullable RequestWitness witness) {
        endpoint.witness(witness);
    }

    /** Not on the loop; the client keeps its requests. */
    void close() {
        try {
            watch.close();
        } catch (Exception e) {
            LOG.warn("the watch of the bucket map did not end", e);
        }
        onLoop(loop, () -> {
            client.disconnect();
            lane.close();
            loop.remove(endpoint);
            return true;
        });
    }

    static void onLoop(Loop loop, Runnable command) {
        onLoop(loop, () -> {
            command.run();
            return true;
        });
    }

    private static <T> T onLoop(Loop loop, Callable<T> call) {
        try {
            return loop.submit(call).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Errno.EINTR, "interrupted while linking the client", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StorageException(
                    Errno.EIO,
                    "loop %s does not take the client: see the log".formatted(loop.name()),
                    e);
        }
    }
}
