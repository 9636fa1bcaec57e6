package io.heddle.planner.internal;

import io.heddle.planner.GroupSpec;
import io.heddle.planner.Ha;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;

import java.util.List;

/** A group together with what the catalogue says of its NICs. */
public record GroupView(GroupSpec spec, Mode mode, boolean tryout, List<NicView> nics) {
    public boolean isBackend() {
        return spec.role() == Role.BACKEND;
    }

    public boolean isClient() {
        return spec.role() == Role.CLIENT;
    }

    public boolean isDual() {
        return spec.ha() == Ha.DUAL;
    }

    /** Clients share their cores in CPU mode; backends always poll (S62). */
    public boolean sharesCores() {
        return isClient() && mode == Mode.CPU;
    }

    /** Whether every NIC has a DPDK driver. */
    public boolean hasDpdk() {
        return !nics.isEmpty() && nics.stream().allMatch(NicView::hasDpdk);
    }

    /** What cannot be read is refused here, and an alert elsewhere. */
    public boolean refusesUnknown() {
        return mode == Mode.PERFORMANCE && !tryout;
    }
}
