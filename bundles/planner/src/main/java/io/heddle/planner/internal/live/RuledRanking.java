package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicCatalogues;
import io.heddle.net.DriverRanking;
import io.heddle.planner.Mode;
import io.heddle.runtime.Events;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ranks the drivers by the rules, for the hardware, catalogue and wishes of now. It knows no
 * switchboard: the switchboard asks it.
 */
@Component(
        service = {DriverRanking.class, RuledRanking.class},
        configurationPid = PlannerConfig.PID,
        immediate = true)
@Designate(ocd = PlannerConfig.class)
public final class RuledRanking implements DriverRanking {
    private static final String ALERT = "planner-configuration";

    private final Events events;
    private final NicCatalogues.Listening listening;
    private volatile Situation situation;
    private volatile Order order = Order.NOTHING;
    private volatile Consumer<String> changed = why -> {};

    @Activate
    public RuledRanking(
            PlannerConfig config, @Reference Events events, @Reference NicCatalogues catalogues) {
        this.events = events;
        Wishes wishes = wishes(config, Wishes.STANDARD);
        situation = Situation.of(read(), catalogues.current(), wishes);
        listening = catalogues.onChange(this::catalogue);
    }

    @Deactivate
    void stop() {
        listening.close();
    }

    @Modified
    void modified(PlannerConfig config) {
        synchronized (this) {
            Wishes before = situation.wishes();
            Wishes after = wishes(config, before);
            if (after.equals(before)) {
                return;
            }
            situation = Situation.of(situation.inventory(), situation.catalogue(), after);
        }
        changed.accept("the configuration " + PlannerConfig.PID + " has changed");
    }

    private void catalogue(NicCatalogue catalogue) {
        synchronized (this) {
            situation = Situation.of(situation.inventory(), catalogue, situation.wishes());
        }
        changed.accept("the NIC catalogue has changed");
    }

    /** The hardware is another; the caller lets the switchboard ask again. */
    synchronized Situation hardware(Inventory inventory) {
        Situation now = situation;
        situation = Situation.of(inventory, now.catalogue(), now.wishes());
        return situation;
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

    @Override
    public boolean dedicatesProcessors() {
        return situation.wishes().mode() == Mode.PERFORMANCE;
    }

    Situation situation() {
        return situation;
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
