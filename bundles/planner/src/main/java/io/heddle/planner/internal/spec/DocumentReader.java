package io.heddle.planner.internal.spec;

import io.heddle.planner.ClusterSpec;
import io.heddle.planner.Fact;
import io.heddle.planner.GroupSpec;
import io.heddle.planner.Mode;
import io.heddle.planner.RdmaWish;
import io.heddle.planner.SpecException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The whole document of NETPLAN.md. */
public final class DocumentReader {
    private DocumentReader() {}

    /** Reads it, or says in one sentence what is wrong and where. */
    public static ClusterSpec read(String text) {
        Json root = JsonReader.read(text);
        if (!(root instanceof Json.Obj(var rootFields))) {
            throw new SpecException("document", root.shown(), "a JSON object");
        }
        // A document of another version may have other keys: its version is named first.
        Json version = rootFields.get("version");
        if (version != null) {
            version(new Place("version", version));
        }
        Fields fields = new Place("", root)
                .fields("version", "mode", "tryout", "rdma", "addresses", "filesystems", "groups");
        fields.required("version");
        return new ClusterSpec(
                fields.or("mode", Mode.PERFORMANCE, place -> place.word(Mode.class)),
                fields.or("tryout", false, Place::truth),
                fields.or("rdma", RdmaWish.AUTO, place -> place.word(RdmaWish.class)),
                fields.fact("addresses", DocumentReader::addresses),
                fields.or("filesystems", List.of(), DocumentReader::filesystems),
                groups(fields.required("groups")));
    }

    private static void version(Place place) {
        if (!(place.value() instanceof Json.Num(String digits))
                || !digits.equals(Integer.toString(ClusterSpec.VERSION))) {
            throw place.refused(Integer.toString(ClusterSpec.VERSION));
        }
    }

    private static ClusterSpec.Addresses addresses(Place place) {
        Fields fields = place.fields("management", "data");
        Fact<String> management = fields.fact("management", DocumentReader::range);
        Fact<List<String>> data = fields.fact(
                "data", list -> list.list().stream().map(DocumentReader::range).toList());
        return new ClusterSpec.Addresses(management, data);
    }

    private static String range(Place place) {
        String text = place.text();
        try {
            Cidr.of(text);
        } catch (IllegalArgumentException malformed) {
            throw place.refused(Objects.requireNonNull(malformed.getMessage()));
        }
        return text;
    }

    private static List<ClusterSpec.Filesystem> filesystems(Place place) {
        List<ClusterSpec.Filesystem> filesystems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Place each : place.list()) {
            Fields fields = each.fields("name", "encrypted");
            filesystems.add(new ClusterSpec.Filesystem(
                    unique(fields.required("name"), names),
                    fields.or("encrypted", false, Place::truth)));
        }
        return filesystems;
    }

    private static List<GroupSpec> groups(Place place) {
        List<GroupSpec> groups = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Place each : place.list()) {
            groups.add(GroupReader.read(each, names));
        }
        if (groups.isEmpty()) {
            throw new SpecException(place.path(), "an empty list", "at least one group");
        }
        return groups;
    }

    /** A name that stands only once among its like. */
    static String unique(Place place, Set<String> taken) {
        String name = place.text();
        if (!taken.add(name)) {
            throw place.refused("a name that is not taken yet");
        }
        return name;
    }
}
