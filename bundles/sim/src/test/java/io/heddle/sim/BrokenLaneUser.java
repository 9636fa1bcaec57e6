package io.heddle.sim;

import io.heddle.net.LaneUser;
import io.heddle.net.NetPort;
import io.heddle.net.SwapEvidence;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A lane's user that takes one switch for another, or does not see its ports. */
final class BrokenLaneUser implements LaneUser {
    /** The answer to a label that makes a port unseen. */
    static final String UNSEEN = "unseen";

    private final LaneUser inner;
    private final UnaryOperator<String> labels;
    private final Set<Integer> unseen = new HashSet<>();

    BrokenLaneUser(LaneUser inner, UnaryOperator<String> labels) {
        this.inner = inner;
        this.labels = labels;
    }

    @Override
    public void portUp(int slot, NetPort port, String label) {
        String told = labels.apply(label);
        if (told.equals(UNSEEN)) {
            unseen.add(slot);
        } else {
            inner.portUp(slot, port, told);
        }
    }

    @Override
    public void portDraining(int slot) {
        if (!unseen.contains(slot)) {
            inner.portDraining(slot);
        }
    }

    @Override
    public boolean isDrained(int slot) {
        return unseen.contains(slot) || inner.isDrained(slot);
    }

    @Override
    public void portDown(int slot) {
        if (!unseen.remove(slot)) {
            inner.portDown(slot);
        }
    }

    @Override
    public SwapEvidence evidence() {
        return inner.evidence();
    }
}
