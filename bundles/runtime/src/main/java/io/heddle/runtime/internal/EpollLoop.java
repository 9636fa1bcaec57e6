package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.Agent;
import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.Env;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One thread that drives agents: descriptors, disk completions, timers, commands, {@code poll}, {@code
 * flush}, one io_uring_enter for all transfers that the turn has started, and sleep in epoll when there
 * was nothing to do. What throws is stopped with evidence; the loop goes on.
 */
public final class EpollLoop implements Loop, AutoCloseable {
    private static final int PR_SET_TIMERSLACK = 29;
    /** An endpoint, a shard, a drive: more agents than that share a look at all descriptors. */
    private static final int FEW_AGENTS = 3;

    private static final int GLANCE_TURNS = 16;

    private static final int COMMANDS_A_TURN = 256;
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);

    private final LoopConfig config;
    private final Events events;
    private final Evidence evidence;
    private final LoopThread owner = new LoopThread();
    private final LoopClock clock = new LoopClock(owner);
    private final TimerHeap timers = new TimerHeap(owner);
    private final CommandRing commands;
    private final Linux linux = new Linux();
    private final WakeUp wakeUp = new WakeUp(linux);
    private final WakeUp diskSignal = new WakeUp(linux);
    private final Epoll epoll = new Epoll(linux, owner);
    private final LiveEnv env;
    private final Thread thread;
    private final CompletableFuture<DiskRing> started = new CompletableFuture<>();
    private final Counters counters;
    private final Counter turns;
    private final Counter sleeps;
    private final Counter commandsRun;
    private final Counter commandsRefused;
    private final Counter failures;
    private final Consumer<Runnable> onTimer = action -> guarded("timer", action);
    private final Consumer<Epoll.Watch> onWatch = this::readable;
    private Agent[] agents = {};
    private int glances;
    private long idleSinceNs = -1;
    private volatile boolean stopping;

    private EpollLoop(LoopConfig config, Events events, Counters counters) {
        this.config = config;
        this.events = events;
        this.counters = counters;
        evidence = new Evidence(events, config.name());
        commands = new CommandRing(config.commands());
        // Strangers see some of these numbers and must not guess others, such as the keys of
        // cookies.
        env = new LiveEnv(clock, timers, new SecureRandom(), null, counters, events);
        String label = "{loop=\"" + config.name() + "\"}";
        turns = counters.counter("heddle_loop_turns_total" + label);
        sleeps = counters.counter("heddle_loop_sleeps_total" + label);
        commandsRun = counters.counter("heddle_loop_commands_total" + label);
        commandsRefused = counters.counter("heddle_loop_commands_refused_total" + label);
        failures = counters.counter("heddle_loop_failures_total" + label);
        thread = Thread.ofPlatform().name(config.name()).daemon(true).unstarted(this::run);
    }

    /** Starts a loop; returns when it runs. */
    public static EpollLoop start(LoopConfig config, Events events, Counters counters) {
        EpollLoop loop = new EpollLoop(config, events, counters);
        loop.thread.start();
        loop.disk();
        return loop;
    }

    private DiskRing disk() {
        return started.join();
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Env env() {
        return env;
    }

    @Override
    public Env env(Path diskFolder) {
        return env.with(new UringDisk(diskFolder, disk(), events));
    }

    @Override
    public void add(Agent agent) {
        owner.check();
        agents = Arrays.copyOf(agents, agents.length + 1);
        agents[agents.length - 1] = agent;
    }

    @Override
    public void remove(Agent agent) {
        owner.check();
        if (drop(agent)) {
            agent.close();
        }
    }

    private boolean drop(Agent agent) {
        int index = Arrays.asList(agents).indexOf(agent);
        if (index < 0) {
            return false;
        }
        Agent[] left = Arrays.copyOf(agents, agents.length - 1);
        System.arraycopy(agents, index + 1, left, index, left.length - index);
        agents = left;
        return true;
    }

    @Override
    public AutoCloseable watch(int descriptor, Runnable onReadable) {
        return epoll.watch(descriptor, onReadable);
    }

    @Override
    public boolean post(Runnable command) {
        if (!commands.offer(command)) {
            return false;
        }
        wakeUp.wake();
        return true;
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> call) {
        var future = new CompletableFuture<T>();
        Runnable command = () -> {
            try {
                future.complete(call.call());
            } catch (Exception | Error failure) {
                future.completeExceptionally(failure);
            }
        };
        if (isCurrent()) {
            command.run(); // Waiting for itself would be for ever.
        } else if (!post(command)) {
            future.completeExceptionally(
                    stopping
                            ? new StorageException(Errno.ESHUTDOWN, name() + " has stopped.")
                            : new StorageException(
                                    Errno.EAGAIN, name() + " is overloaded: try again later."));
        }
        return future;
    }

    @Override
    public boolean isCurrent() {
        return owner.isCurrent();
    }

    private void run() {
        try {
            owner.claim();
            linux.prctl(PR_SET_TIMERSLACK, 1); // 50 us otherwise, more than a retransmit timer has.
            epoll.wakeBy(wakeUp.descriptor());
            epoll.wakeBy(diskSignal.descriptor());
            // On this thread, because the kernel lets only the maker of the ring submit to it.
            DiskEngine engine =
                    UringEngine.open(linux, config.diskEntries(), diskSignal.descriptor());
            DiskRing disk = new DiskRing(owner, engine, counters, name(), this::onDisk);
            if (!engine.name().equals("io_uring")) {
                events.event("disk-engine", name() + " uses " + engine.name());
            }
            started.complete(disk);
            serve(disk);
        } catch (RuntimeException | Error failure) {
            started.completeExceptionally(failure);
            evidence.agent("loop", failure);
        } finally {
            commands.close();
            epoll.close();
            wakeUp.close();
            diskSignal.close();
            clock.close();
            linux.close();
        }
    }

    private void serve(DiskRing disk) {
        try {
            turnUntilStopped(disk);
        } finally {
            shutDown(disk);
        }
    }

    private void turnUntilStopped(DiskRing disk) {
        int ready = epoll.await(0);
        while (!stopping) {
            turns.increment();
            long nowNs = env.nanoTime();
            int work = epoll.dispatch(ready, onWatch);
            work += disk.complete();
            work += timers.expire(nowNs, onTimer);
            work += runCommands(COMMANDS_A_TURN);
            work += pollAgents(nowNs);
            flushAgents();
            boolean again = disk.submit();
            ready = work > 0 || again ? look() : idle(nowNs, disk);
        }
    }

    private int look() {
        idleSinceNs = -1;
        return glance();
    }

    /** Where agents ask their descriptors themselves, a system call for all others in every turn is waste. */
    private int glance() {
        return spins() && ++glances % GLANCE_TURNS != 0 ? 0 : epoll.await(0);
    }

    @Override
    public boolean spins() {
        return config.spinNs() > 0 && agents.length <= FEW_AGENTS;
    }

    /** Nothing was done: polls on for the configured time, then sleeps, or naps if it has to poll. */
    private int idle(long nowNs, DiskRing disk) {
        boolean naps = mustPoll();
        long spinNs = naps ? Math.max(config.spinNs(), Naps.SPIN_NS) : config.spinNs();
        if (spinNs > 0) {
            idleSinceNs = idleSinceNs < 0 ? nowNs : idleSinceNs;
            if (nowNs - idleSinceNs < spinNs) {
                Thread.onSpinWait();
                return glance();
            }
        }
        wakeUp.parking();
        boolean signals = disk.isBusy();
        if (signals) {
            disk.signals(true);
        }
        long timeoutNs = 0;
        // Looks again after it has said that it sleeps, or a command in between would lie there.
        if (commands.isEmpty() && !stopping && !(signals && disk.hasCompletions())) {
            long deadlineNs = timers.nextDeadlineNs();
            timeoutNs = deadlineNs == TimerHeap.NEVER
                    ? Epoll.FOR_EVER
                    : Math.max(0, deadlineNs - env.nanoTime());
            if (naps) {
                long napNs = Naps.afterNs(nowNs - idleSinceNs);
                timeoutNs = timeoutNs < 0 ? napNs : Math.min(timeoutNs, napNs);
            }
            sleeps.increment();
        }
        int ready = epoll.await(timeoutNs);
        wakeUp.awake();
        if (signals) {
            disk.signals(false);
        }
        return ready;
    }

    private boolean mustPoll() {
        for (Agent agent : agents) {
            if (agent.mustPoll()) {
                return true;
            }
        }
        return false;
    }

    private int runCommands(int atMost) {
        int run = 0;
        Runnable command = commands.poll();
        while (command != null) {
            guarded("command", command);
            run++;
            command = run < atMost ? commands.poll() : null;
        }
        commandsRun.add(run);
        commandsRefused.set(commands.refused());
        return run;
    }

    private int pollAgents(long nowNs) {
        int work = 0;
        Agent[] all = agents;
        for (Agent agent : all) {
            if (all == agents || Arrays.asList(agents).contains(agent)) {
                try {
                    work += agent.poll(nowNs);
                } catch (RuntimeException | Error failure) {
                    stop(agent, failure);
                }
            }
        }
        return work;
    }

    private void flushAgents() {
        Agent[] all = agents;
        for (Agent agent : all) {
            if (all == agents || Arrays.asList(agents).contains(agent)) {
                try {
                    agent.flush();
                } catch (RuntimeException | Error failure) {
                    stop(agent, failure);
                }
            }
        }
    }

    private void stop(Agent agent, Throwable failure) {
        failures.increment();
        evidence.agent(agent.name(), failure);
        if (drop(agent)) {
            guarded("close of agent " + agent.name(), agent::close);
        }
    }

    private void readable(Epoll.Watch watch) {
        if (!guarded("watch", watch.onReadable())) {
            watch.close(); // It would throw in every turn.
        }
    }

    private void onDisk(DiskCompletion done, long token, int result) {
        try {
            done.onDisk(token, result);
        } catch (RuntimeException | Error failure) {
            failures.increment();
            evidence.callback("disk completion", failure);
        }
    }

    private boolean guarded(String kind, Runnable action) {
        try {
            action.run();
            return true;
        } catch (RuntimeException | Error failure) {
            failures.increment();
            evidence.callback(kind, failure);
            return false;
        }
    }

    private void shutDown(DiskRing disk) {
        stopping = true;
        commands.close();
        runCommands(Integer.MAX_VALUE);
        while (agents.length > 0) {
            Agent last = agents[agents.length - 1];
            drop(last);
            guarded("close of agent " + last.name(), last::close);
        }
        disk.close();
    }

    /** Stops the agents, the latest first, closes files and descriptors, and ends the thread. */
    @Override
    public void close() {
        stopping = true;
        wakeUp.wake();
        try {
            if (!isCurrent() && !thread.join(STOP_BOUND)) {
                throw new StorageException(
                        Errno.ETIMEDOUT, name() + " does not stop: an agent or a drive hangs.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
