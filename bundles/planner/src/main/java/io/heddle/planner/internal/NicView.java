package io.heddle.planner.internal;

import io.heddle.hardware.NicFact;
import io.heddle.hardware.NicModel;
import io.heddle.planner.NicFunction;
import io.heddle.planner.NicSpec;

import org.jspecify.annotations.Nullable;

/** A NIC of a group together with what the catalogue says of it; null where it says nothing. */
public record NicView(NicSpec spec, @Nullable NicModel model, DriverKind kind) {
    private static final String MELLANOX_VENDOR = "15b3:";
    private static final String INTEL_VENDOR = "8086:";

    static NicView of(NicSpec spec, @Nullable NicModel model) {
        return new NicView(spec, model, DriverKind.of(model));
    }

    public String name() {
        return spec.name();
    }

    public boolean hasDpdk() {
        return kind != DriverKind.NONE;
    }

    public boolean isOfMellanox() {
        return spec.pci().startsWith(MELLANOX_VENDOR);
    }

    public boolean isOfIntel() {
        return spec.pci().startsWith(INTEL_VENDOR);
    }

    /** By what the description says, or by an id that only virtual functions have. */
    public boolean isVf() {
        return spec.function() == NicFunction.VF || model != null && model.virtual();
    }

    public boolean needsSriov() {
        return model != null && model.needsSriov();
    }

    /** Whether all processes of a server share one address on it. */
    public boolean sharesIp() {
        return model != null && model.sharedIp();
    }

    public boolean hasRxInterrupts() {
        return model != null && model.rxInterrupt();
    }

    public boolean hasRdma() {
        return model != null && model.rdma();
    }

    /** Such as "82599 (8086:10fb)". */
    public String described() {
        return (model == null ? "not in the catalogue" : model.family()) + " (" + spec.pci() + ")";
    }

    /** Where the catalogue has a fact from. */
    public String source(NicFact fact) {
        return model == null ? "no row of the catalogue" : model.source(fact);
    }
}
