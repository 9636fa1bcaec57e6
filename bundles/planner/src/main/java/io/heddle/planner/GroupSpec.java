package io.heddle.planner;

import java.util.List;

/**
 * Servers that are alike.
 *
 * @param name unique in the description
 * @param count how many servers, from 0
 * @param ioProcesses I/O processes of each backend, from 0; 0 for clients
 * @param frontends FRONTEND processes of each client, from 0; 0 for backends
 * @param stateless whether a client keeps no state, so that it may sleep (S52)
 * @param net which network a client asks for; backends are DPDK (S62)
 * @param gpudirect what a client wants
 * @param rdma the group's own wish (S113)
 * @param managementNic the interface of management (S59)
 * @param nics the data NICs of each server
 */
public record GroupSpec(
        String name,
        Role role,
        int count,
        int ioProcesses,
        int frontends,
        boolean stateless,
        NetChoice net,
        GpuDirectWish gpudirect,
        RdmaWish rdma,
        Ha ha,
        Fact<String> managementNic,
        List<NicSpec> nics) {

    public GroupSpec {
        nics = List.copyOf(nics);
    }

    /** I/O processes of a backend or frontends of a client, of each server. */
    public int processes() {
        return role == Role.BACKEND ? ioProcesses : frontends;
    }
}
