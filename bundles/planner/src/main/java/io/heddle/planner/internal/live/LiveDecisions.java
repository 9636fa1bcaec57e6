package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.net.Switchboard;
import io.heddle.planner.Decision;
import io.heddle.planner.Decisions;
import io.heddle.planner.Finding;
import io.heddle.runtime.Events;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The decision tables of this instance, and one thread that looks whether they still hold: at the
 * hardware every {@code watchSeconds}, at the driver in use every second.
 */
@Component(service = Decisions.class, immediate = true)
public final class LiveDecisions implements Decisions {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDecisions.class);
    private static final long TICK_S = 1;

    private final Switchboard switchboard;
    private final RuledRanking ranking;
    private final Events events;
    private final @Nullable String managementHost;
    private final HeldRules held;
    private final DriftWatch watch;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heddle-drift").factory());
    private long looks;

    @Activate
    public LiveDecisions(
            @Reference Switchboard switchboard,
            @Reference RuledRanking ranking,
            @Reference Events events,
            BundleContext context) {
        this.switchboard = switchboard;
        this.ranking = ranking;
        this.events = events;
        managementHost = context.getProperty(LocalNetworks.MANAGEMENT);
        held = new HeldRules(events);
        watch = new DriftWatch(
                ranking.situation().inventory(), RuledRanking::read, events, this::drifted);
        held.accept(ranking.situation().findings());
        ranking.onChange(this::wished);
        var unused = thread.scheduleWithFixedDelay(this::tick, TICK_S, TICK_S, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() throws InterruptedException {
        ranking.onChange(why -> {});
        thread.shutdown();
        if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.warn("The drift watch did not end in 5 s");
        }
        held.forget();
        watch.forget();
        NetworkAdvice.forget(events);
    }

    private void tick() {
        try {
            looks++;
            if (looks % ranking.situation().wishes().watchSeconds() == 0) {
                watch.look();
            }
            Situation now = ranking.situation();
            NetworkAdvice.tell(running(now), now.wishes(), events);
        } catch (RuntimeException defect) {
            // Thrown further, it would end the watch without a word.
            LOG.error("The drift watch failed", defect);
        }
    }

    private List<Finding> running(Situation now) {
        String driver = switchboard.current();
        return NetworkAdvice.findings(
                now.inventory(),
                now.wishes(),
                LocalNetworks.of(managementHost, switchboard.nics()),
                driver,
                ranking.order().isKernel(driver));
    }

    private void drifted(Inventory inventory, String why) {
        held.look(ranking.hardware(inventory).findings(), why);
        switchboard.reconsider(why);
    }

    /** Configuration or catalogue: what they break was wished for, so it is no drift. */
    private void wished(String why) {
        try {
            thread.execute(() -> {
                held.accept(ranking.situation().findings());
                switchboard.reconsider(why);
            });
        } catch (RejectedExecutionException stopped) {
            LOG.debug("Nobody watches any more: {}", why);
        }
    }

    private DecisionTable table() {
        return new DecisionTable(
                switchboard, ranking.order(), ranking.situation().wishes().mode());
    }

    @Override
    public List<Decision> decisions() {
        DecisionTable table = table();
        return switchboard.lanes().stream().map(table::decide).toList();
    }

    @Override
    public @Nullable Decision decision(String process) {
        return switchboard.lanes().contains(process) ? table().decide(process) : null;
    }

    @Override
    public boolean isTryout() {
        return ranking.situation().wishes().tryout();
    }

    @Override
    public List<Finding> findings() {
        Situation before = ranking.situation();
        Situation now = Situation.of(RuledRanking.read(), before.catalogue(), before.wishes());
        List<Finding> running = running(now);
        var all = new ArrayList<Finding>();
        for (Finding finding : now.findings()) {
            // Of a running instance it is known what a plan can only suppose.
            if (running.stream().noneMatch(one -> one.rule().equals(finding.rule()))) {
                all.add(finding);
            }
        }
        all.addAll(running);
        return List.copyOf(all);
    }
}
