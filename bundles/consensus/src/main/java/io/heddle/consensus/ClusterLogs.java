package io.heddle.consensus;

import java.nio.file.Path;
import java.util.List;

/** The service that opens the log of a member. */
public interface ClusterLogs {
    /**
     * Opens or creates the member's log in a folder; returns when it leads or follows a leader.
     *
     * @param member own index in {@code members}
     * @param members management addresses, "127.0.0.1:18777"
     */
    ClusterLog open(Path folder, int member, List<String> members, ClusterLog.StateMachine machine);
}
