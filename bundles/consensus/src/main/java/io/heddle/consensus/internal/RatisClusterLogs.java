package io.heddle.consensus.internal;

import io.heddle.consensus.ClusterLog;
import io.heddle.consensus.ClusterLogs;

import org.osgi.service.component.annotations.Component;

import java.nio.file.Path;
import java.util.List;

/** Opens logs over Ratis. */
@Component
public final class RatisClusterLogs implements ClusterLogs {
    @Override
    public ClusterLog open(
            Path folder, int member, List<String> members, ClusterLog.StateMachine machine) {
        return RatisClusterLog.open(folder, member, members, machine);
    }
}
