package io.heddle.net.spi;

import io.heddle.net.NetCapability;

import java.util.List;

/** The answer to a probe. */
public sealed interface ProbeResult {
    /** The driver can serve here. */
    record Usable(List<NetCapability> capabilities, List<Reason> evidence) implements ProbeResult {}

    /** It cannot, because of every reason given (at least one). */
    record Unusable(List<Reason> reasons) implements ProbeResult {}

    /** The evidence or the reasons. */
    default List<Reason> reasons() {
        return switch (this) {
            case Usable usable -> usable.evidence();
            case Unusable unusable -> unusable.reasons;
        };
    }
}
