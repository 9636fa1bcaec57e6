package io.heddle.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Valid descriptions in all their shapes: every optional value is stated in about half of them. */
final class SpecGenerator {
    private static final List<String> PCI =
            List.of(Doc.CX3, Doc.CX4, Doc.CX5, Doc.CX6, Doc.E810, Doc.ENA, Doc.OTHER, "dead:beef");
    private static final List<String> WORDS =
            List.of("ens1f0", "a b", "Z\u00fcrich", "\"", "\\", "a\u2028b", "tab\t", "0", "null");

    private final Random random;

    SpecGenerator(Random random) {
        this.random = random;
    }

    ClusterSpec cluster() {
        List<GroupSpec> groups = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            groups.add(group("group " + i + word()));
        }
        List<ClusterSpec.Filesystem> filesystems = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            filesystems.add(new ClusterSpec.Filesystem("fs" + i, random.nextBoolean()));
        }
        return new ClusterSpec(
                one(Mode.values()),
                random.nextBoolean(),
                one(RdmaWish.values()),
                maybe(() ->
                        new ClusterSpec.Addresses(maybe(() -> "10.1.0.0/24"), maybe(this::ranges))),
                filesystems,
                groups);
    }

    private List<String> ranges() {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            ranges.add("10.2." + random.nextInt(256) + ".0/" + (24 + random.nextInt(9)));
        }
        return ranges;
    }

    private GroupSpec group(String name) {
        Role role = one(Role.values());
        boolean isBackend = role == Role.BACKEND;
        List<NicSpec> nics = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            nics.add(nic("nic" + i + word()));
        }
        return new GroupSpec(
                name,
                role,
                random.nextInt(2_000),
                isBackend ? random.nextInt(20) : 0,
                isBackend ? 0 : random.nextInt(4),
                random.nextBoolean(),
                one(NetChoice.values()),
                gpudirect(),
                one(RdmaWish.values()),
                one(Ha.values()),
                maybe(this::word),
                nics);
    }

    private GpuDirectWish gpudirect() {
        return switch (random.nextInt(3)) {
            case 0 -> new GpuDirectWish.Off();
            case 1 -> new GpuDirectWish.On();
            default -> new GpuDirectWish.OnFor(List.of(word(), "ib0"));
        };
    }

    private NicSpec nic(String name) {
        return new NicSpec(
                name,
                one(PCI.toArray(new String[0])),
                maybe(this::word),
                maybe(() -> "0000:3b:00." + random.nextInt(8)),
                one(Link.values()),
                maybe(() -> random.nextBoolean() ? "mlx5_core" : ""),
                maybe(() -> random.nextInt(1_024)),
                maybe(() -> 68 + random.nextInt(9_000)),
                maybe(this::sriov),
                one(NicFunction.values()),
                maybe(this::ofed),
                random.nextBoolean()
                        ? null
                        : new BondSpec("bond" + random.nextInt(2), maybe(() -> random.nextInt(7))),
                maybe(this::word),
                maybe(this::word));
    }

    private SriovSpec sriov() {
        return new SriovSpec(
                Fact.stated(random.nextBoolean()),
                maybe(random::nextBoolean),
                maybe(random::nextBoolean),
                maybe(() -> random.nextInt(65_536)));
    }

    private OfedSpec ofed() {
        return random.nextBoolean()
                ? new OfedSpec.Absent()
                : new OfedSpec.Installed(
                        maybe(() -> random.nextInt(9) + ".4-1.0.3." + random.nextInt(3)),
                        maybe(random::nextBoolean),
                        maybe(() -> List.of("--dpdk", word())));
    }

    private <T> Fact<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Fact.stated(value.get()) : Fact.unstated();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
