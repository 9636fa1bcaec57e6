package io.heddle.dpdk.pci;

import io.heddle.hardware.NetInterface;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/**
 * A function that is to serve, as it was found.
 *
 * @param line what is wanted of it, with the addresses that it will have
 * @param net the kernel's interface of it, or null
 * @param against why it cannot serve; empty if it can
 */
record Surveyed(
        FunctionLine line,
        PciFunction function,
        NicModel model,
        @Nullable NetInterface net,
        List<Reason> against) {
    Surveyed {
        against = List.copyOf(against);
    }

    /** The same with one reason more against it. */
    Surveyed without(Reason reason) {
        return new Surveyed(
                line,
                function,
                model,
                net,
                Stream.concat(against.stream(), Stream.of(reason)).toList());
    }

    boolean serves() {
        return against.isEmpty();
    }
}
