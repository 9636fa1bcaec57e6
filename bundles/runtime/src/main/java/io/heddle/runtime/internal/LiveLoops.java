package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Loops;
import io.heddle.runtime.StorageException;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.util.ArrayList;
import java.util.List;

/**
 * The loops of this process: {@code heddle.loops} of them, one if nothing is said, because one parked
 * loop beats a thread for each role. With more, the first serves the front and the others share the
 * servers. {@code heddle.loop.spin.us} says how long a loop polls before it sleeps.
 */
@Component(service = Loops.class, immediate = true)
public final class LiveLoops implements Loops {
    private static final int MOST = 64;

    private final int count;
    private final long spinNs;
    private final Events events;
    private final Counters counters;
    private final List<EpollLoop> loops = new ArrayList<>();

    @Activate
    public LiveLoops(
            BundleContext context, @Reference Events events, @Reference Counters counters) {
        this(
                Properties.number(context, "heddle.loops", 1, 1, MOST),
                1_000L * Properties.number(context, "heddle.loop.spin.us", 0, 0, 1_000_000),
                events,
                counters);
    }

    LiveLoops(long count, long spinNs, Events events, Counters counters) {
        this.count = (int) count;
        this.spinNs = spinNs;
        this.events = events;
        this.counters = counters;
    }

    @Activate
    void start() {
        for (int index = 0; index < count; index++) {
            LoopConfig config = LoopConfig.parked("heddle-loop-" + index).spinning(spinNs);
            loops.add(EpollLoop.start(config, events, counters));
        }
    }

    @Deactivate
    void stop() {
        loops.reversed().forEach(EpollLoop::close);
    }

    @Override
    public Loop frontend() {
        return loops.getFirst();
    }

    @Override
    public Loop server(int serverId) {
        if (serverId < 0) {
            throw new StorageException(Errno.EINVAL, "There is no server " + serverId + ".");
        }
        return count == 1 ? loops.getFirst() : loops.get(1 + serverId % (count - 1));
    }
}
