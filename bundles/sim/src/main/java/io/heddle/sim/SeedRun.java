package io.heddle.sim;

import io.heddle.transport.Transport;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs one seed: faults under load, healing, quiescence, and then the questions. */
public final class SeedRun {
    /** How long faults last. */
    static final long STORM_NS = 20_000_000_000L;

    private static final long LIVENESS_NS = 30_000_000_000L;

    /** The last straggler comes 8 s after the storm, and what it begins is given up 3 s later. */
    private static final long QUIET_NS = Weather.LATE_NS + 4_000_000_000L;

    private static final int LAST_EVENTS = 60;

    private final Cluster cluster;
    private final Leaks leaks;
    private final long seed;
    private long beganNs;
    private long recoveryNs;

    private SeedRun(long seed, Supplier<Transport> transports, Consumer<Cluster> atFirst) {
        this.seed = seed;
        cluster = new Cluster(seed, transports);
        atFirst.accept(cluster);
        leaks = new Leaks(cluster);
    }

    /** Runs a seed with the transport that ships. */
    public static SeedReport of(long seed) {
        return of(seed, SeedRun::shipped, cluster -> {});
    }

    /**
     * Runs a seed in which something is broken on purpose.
     *
     * @param transports makes one for each life of each process
     * @param atFirst does something before the run
     */
    static SeedReport of(long seed, Supplier<Transport> transports, Consumer<Cluster> atFirst) {
        return new SeedRun(seed, transports, atFirst).report();
    }

    static Transport shipped() {
        return ServiceLoader.load(Transport.class, SeedRun.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no transport to simulate"));
    }

    private SeedReport report() {
        beganNs = cluster.world.nowNs();
        try {
            play();
        } catch (RuntimeException | AssertionError failure) {
            cluster.violations.add(Invariant.DEFECT, stack(failure));
        }
        return new SeedReport(
                seed,
                cluster.witness.answered(),
                cluster.weather.faults(),
                cluster.world.traceHash(),
                cluster.world.nowNs() - beganNs,
                recoveryNs,
                cluster.violations.all(),
                cluster.world.lastEvents(LAST_EVENTS));
    }

    private static String stack(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void play() {
        var workload = new Workload(cluster, STORM_NS);
        workload.start();
        cluster.weather.rage();
        run(STORM_NS);
        if (cluster.violations.any()) {
            return;
        }
        cluster.weather.heal();
        long healedNs = cluster.world.nowNs();
        cluster.world.runUntil(
                () -> cluster.violations.any()
                        || (workload.isOver() && cluster.witness.open() == 0),
                LIVENESS_NS);
        recoveryNs = cluster.world.nowNs() - healedNs;
        if (cluster.witness.open() > 0 && !cluster.violations.any()) {
            cluster.violations.add(Invariant.LIVENESS, cluster.witness.stuck());
        }
        run(QUIET_NS);
        if (!cluster.violations.any()) {
            leaks.check();
        }
        if (!cluster.violations.any()) {
            probe();
        }
        if (!cluster.violations.any()) {
            finish();
        }
    }

    private void probe() {
        if (cluster.scenario.has(FaultKind.INCAST)) {
            new Incast(cluster).run();
        }
        if (cluster.scenario.nics() > 1 && !cluster.violations.any()) {
            new NicProbe(cluster).run();
        }
        if (!cluster.violations.any()) {
            new CreditProbe(cluster).run();
        }
        if (cluster.witness.open() > 0 && !cluster.violations.any()) {
            cluster.violations.add(Invariant.LIVENESS, cluster.witness.stuck());
        }
        run(QUIET_NS);
        if (!cluster.violations.any()) {
            leaks.check();
        }
    }

    private void finish() {
        leaks.checkJournals();
        for (SimProcess process : cluster.processes) {
            new Counts(cluster).check(process);
        }
        cluster.close();
        leaks.checkClosed();
    }

    /** Runs for a time, or until something is wrong. */
    private void run(long durationNs) {
        long endNs = cluster.world.nowNs() + durationNs;
        cluster.world.runUntil(cluster.violations::any, durationNs);
        if (!cluster.violations.any()) {
            cluster.world.run(endNs);
        }
    }
}
