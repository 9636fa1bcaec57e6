package io.heddle.sim;

import io.heddle.testkit.sim.SimWorld;

import java.util.ArrayList;
import java.util.List;

/** What the checkers of one seed found. */
final class Violations {
    private static final int MOST = 20;

    private final SimWorld world;
    private final List<Violation> found = new ArrayList<>();

    Violations(SimWorld world) {
        this.world = world;
    }

    void add(Invariant invariant, String text) {
        world.note("VIOLATION " + invariant + ": " + text);
        if (found.size() < MOST) {
            found.add(new Violation(invariant, world.nowNs(), text));
        }
    }

    boolean any() {
        return !found.isEmpty();
    }

    List<Violation> all() {
        return List.copyOf(found);
    }
}
