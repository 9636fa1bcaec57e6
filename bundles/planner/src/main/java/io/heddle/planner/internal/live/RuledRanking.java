package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.net.DriverRanking;
import io.heddle.runtime.Events;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Ranks the drivers by the rules. It knows no switchboard: the switchboard asks it. */
@Component(
        service = {DriverRanking.class, RuledRanking.class},
        configurationPid = PlannerConfig.PID,
        immediate = true)
@Designate(ocd = PlannerConfig.class)
public final class RuledRanking implements DriverRanking {
    private static final String ALERT = "planner-configuration";

    private final Events events;
    private volatile Situation situation;
    private volatile Order order = Order.NOTHING;
    private volatile Consumer<String> changed = why -> {};

    @Activate
    public RuledRanking(PlannerConfig config, @Reference Events events) {
        this.events = events;
        situation = Situation.of(read(), wishes(config, Wishes.STANDARD));
    }

    @Modified
    void modified(PlannerConfig config) {
        Wishes before = situation.wishes();
        Wishes after = wishes(config, before);
        if (!after.equals(before)) {
            situation = Situation.of(situation.inventory(), after);
            changed.accept("the configuration " + PlannerConfig.PID + " has changed");
        }
    }

    /** What is wrong in the configuration changes nothing, and an alert says so. */
    private Wishes wishes(PlannerConfig config, Wishes before) {
        try {
            Wishes wishes = Wishes.of(config);
            events.clear(ALERT, PlannerConfig.PID);
            return wishes;
        } catch (IllegalArgumentException wrong) {
            events.raise(
                    ALERT,
                    PlannerConfig.PID,
                    "The planner goes on with its former configuration.",
                    String.valueOf(wrong.getMessage()),
                    "Correct the value in the console or in the file below conf.");
            return before;
        }
    }

    @Override
    public List<Place> rank(List<Candidate> candidates) {
        Order now = Order.of(situation, candidates);
        order = now;
        return now.places();
    }

    Situation situation() {
        return situation;
    }

    /** The hardware is another; the switchboard will ask again. */
    void situation(Situation other) {
        situation = other;
    }

    /** The answers to the latest question. */
    Order order() {
        return order;
    }

    /** Who tells the switchboard that the answer may be another now. */
    void onChange(Consumer<String> listener) {
        changed = listener;
    }

    static Inventory read() {
        return Inventory.read(Path.of("/"));
    }
}
