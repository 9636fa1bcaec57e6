package io.heddle.planner.internal.spec;

import io.heddle.planner.GpuDirectWish;
import io.heddle.planner.GroupSpec;
import io.heddle.planner.Ha;
import io.heddle.planner.NetChoice;
import io.heddle.planner.NicSpec;
import io.heddle.planner.RdmaWish;
import io.heddle.planner.Role;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One entry of {@code groups}. */
final class GroupReader {
    /** A plan counts in longs: a million servers of a thousand processes stay far below. */
    private static final int MOST_SERVERS = 1_000_000;

    private static final int MOST_PROCESSES = 10_000;

    private GroupReader() {}

    static GroupSpec read(Place place, Set<String> taken) {
        Fields fields = place.fields(
                "name",
                "role",
                "count",
                "ioProcesses",
                "frontends",
                "stateless",
                "net",
                "gpudirect",
                "rdma",
                "ha",
                "managementNic",
                "nics");
        String name = DocumentReader.unique(fields.required("name"), taken);
        Role role = fields.required("role").word(Role.class);
        int count = fields.required("count").whole(0, MOST_SERVERS);
        if (role == Role.BACKEND) {
            fields.required("ioProcesses");
        }
        int ioProcesses = fields.or("ioProcesses", 0, GroupReader::processes);
        int frontends = fields.or("frontends", 1, GroupReader::processes);
        return new GroupSpec(
                name,
                role,
                count,
                role == Role.BACKEND ? ioProcesses : 0,
                role == Role.CLIENT ? frontends : 0,
                fields.or("stateless", true, Place::truth),
                fields.or("net", NetChoice.AUTO, each -> each.word(NetChoice.class)),
                fields.or("gpudirect", new GpuDirectWish.Off(), GroupReader::gpudirect),
                fields.or("rdma", RdmaWish.AUTO, each -> each.word(RdmaWish.class)),
                fields.or("ha", Ha.NONE, each -> each.word(Ha.class)),
                fields.fact("managementNic", Place::text),
                nics(fields.required("nics")));
    }

    private static int processes(Place place) {
        return place.whole(0, MOST_PROCESSES);
    }

    private static GpuDirectWish gpudirect(Place place) {
        return switch (place.value()) {
            case Json.Bool(boolean on) -> on ? new GpuDirectWish.On() : new GpuDirectWish.Off();
            case Json.Obj _ ->
                new GpuDirectWish.OnFor(place.fields("nics").required("nics").texts());
            case Json.Arr _, Json.Text _, Json.Num _, Json.Null _ ->
                throw place.refused("true, false or {\"nics\": [...]}");
        };
    }

    private static List<NicSpec> nics(Place place) {
        List<NicSpec> nics = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Place each : place.list()) {
            nics.add(NicReader.read(each, names));
        }
        return nics;
    }
}
