package io.heddle.planner;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Why each process of this instance uses the driver that it uses: evaluated anew when drivers come
 * and go and when the configuration, the catalogue or the hardware changes. A service.
 */
public interface Decisions {
    /** The decision for every process, servers first. */
    List<Decision> decisions();

    /** The decision for a process by its name, such as "server 0" or "client"; null if unknown. */
    @Nullable
    Decision decision(String process);

    /** What the rules say about this machine now, whatever the driver; freshly read. */
    List<Finding> findings();

    /** Whether this is a try-out, where drills may break things; see {@code tryout}. */
    boolean isTryout();
}
