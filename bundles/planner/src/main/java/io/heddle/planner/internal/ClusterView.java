package io.heddle.planner.internal;

import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.Fabric;
import io.heddle.planner.Fact;
import io.heddle.planner.GroupSpec;
import io.heddle.planner.Link;
import io.heddle.planner.NicSpec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** A description together with the catalogue, and what is true of the cluster as a whole. */
public final class ClusterView {
    private final ClusterSpec spec;
    private final List<GroupView> groups = new ArrayList<>();
    private final Seen<Integer> mtus;
    private final Seen<String> switches;
    private final Fabric fabric;

    /**
     * The values of one fact over all data NICs.
     *
     * @param values those that are stated, in order
     * @param missing how many NICs do not state it
     */
    public record Seen<T>(List<T> values, int missing) {}

    ClusterView(ClusterSpec spec, NicCatalogue catalogue) {
        this.spec = spec;
        for (GroupSpec group : spec.groups()) {
            List<NicView> nics = group.nics().stream()
                    .map(nic -> NicView.of(nic, find(catalogue, nic.pci())))
                    .toList();
            groups.add(new GroupView(group, spec.mode(), spec.tryout(), nics));
        }
        mtus = seen(NicSpec::mtu, Comparator.naturalOrder());
        switches = seen(NicSpec::switchName, Comparator.naturalOrder());
        fabric = fabricOf();
    }

    private static @Nullable NicModel find(NicCatalogue catalogue, String pci) {
        int colon = pci.indexOf(':');
        return catalogue.find(
                Integer.parseInt(pci.substring(0, colon), 16),
                Integer.parseInt(pci.substring(colon + 1), 16));
    }

    public ClusterSpec spec() {
        return spec;
    }

    public List<GroupView> groups() {
        return groups;
    }

    public List<GroupView> backends() {
        return groups.stream().filter(GroupView::isBackend).toList();
    }

    public Seen<Integer> mtus() {
        return mtus;
    }

    public Seen<String> switches() {
        return switches;
    }

    public Fabric fabric() {
        return fabric;
    }

    private Fabric fabricOf() {
        boolean ethernet = hasLink(Link.ETHERNET);
        boolean infiniband = hasLink(Link.INFINIBAND);
        if (infiniband) {
            return ethernet ? Fabric.MIXED : Fabric.INFINIBAND;
        }
        return Fabric.ETHERNET;
    }

    private boolean hasLink(Link link) {
        return spec.groups().stream()
                .flatMap(group -> group.nics().stream())
                .anyMatch(nic -> nic.link() == link);
    }

    private <T> Seen<T> seen(Function<NicSpec, Fact<T>> read, Comparator<T> order) {
        var values = new TreeSet<T>(order);
        int missing = 0;
        for (GroupSpec group : spec.groups()) {
            for (NicSpec nic : group.nics()) {
                T value = read.apply(nic).orNull();
                if (value == null) {
                    missing++;
                } else {
                    values.add(value);
                }
            }
        }
        return new Seen<>(List.copyOf(values), missing);
    }
}
