package io.heddle.planner;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * What a detection cannot see: what the machine is for.
 *
 * @param roles a group for each; a machine is usually both
 * @param ioProcesses of the backend group, or null for one per processor but one, at least one
 * @param frontends of the client group
 */
public record DetectRequest(
        Mode mode,
        boolean tryout,
        Set<Role> roles,
        @Nullable Integer ioProcesses,
        int frontends,
        boolean stateless) {

    public DetectRequest {
        roles = Set.copyOf(roles);
    }

    /** Both roles, one frontend, a stateless client. */
    public static DetectRequest of(Mode mode, boolean tryout) {
        return new DetectRequest(mode, tryout, Set.of(Role.values()), null, 1, true);
    }
}
