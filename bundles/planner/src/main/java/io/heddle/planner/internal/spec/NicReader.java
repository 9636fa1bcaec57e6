package io.heddle.planner.internal.spec;

import io.heddle.planner.BondSpec;
import io.heddle.planner.Fact;
import io.heddle.planner.Link;
import io.heddle.planner.NicFunction;
import io.heddle.planner.NicSpec;
import io.heddle.planner.OfedSpec;
import io.heddle.planner.SriovSpec;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** One entry of {@code nics}. */
final class NicReader {
    private static final Pattern PCI = Pattern.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{4}");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-1][0-9a-fA-F]\\.[0-7]");

    /** The smallest MTU of IPv4 and the largest datagram. */
    private static final int LEAST_MTU = 68;

    private static final int MOST_MTU = 65_536;
    private static final int MOST_VFS = 65_535;
    private static final int MOST_NODES = 1_023;

    private NicReader() {}

    static NicSpec read(Place place, Set<String> taken) {
        Fields fields = place.fields(
                "name",
                "pci",
                "card",
                "address",
                "link",
                "kernelDriver",
                "numa",
                "mtu",
                "sriov",
                "function",
                "ofed",
                "bond",
                "switch",
                "label");
        return new NicSpec(
                DocumentReader.unique(fields.required("name"), taken),
                fields.required("pci")
                        .text(PCI, "a PCI id such as \"15b3:1017\"")
                        .toLowerCase(Locale.ROOT),
                fields.fact("card", Place::text),
                fields.fact("address", NicReader::address),
                fields.required("link").word(Link.class),
                fields.fact("kernelDriver", each -> each.isNull() ? "" : each.text()),
                fields.fact("numa", each -> each.whole(0, MOST_NODES)),
                fields.fact("mtu", each -> each.whole(LEAST_MTU, MOST_MTU)),
                fields.fact("sriov", NicReader::sriov),
                fields.or("function", NicFunction.PF, each -> each.word(NicFunction.class)),
                fields.fact("ofed", NicReader::ofed),
                bond(fields.get("bond")),
                fields.factOrNull("switch", Place::text),
                fields.factOrNull("label", Place::text));
    }

    private static String address(Place place) {
        return place.text(ADDRESS, "a PCI address such as \"0000:3b:00.0\"")
                .toLowerCase(Locale.ROOT);
    }

    private static SriovSpec sriov(Place place) {
        Fields fields = place.fields("kernel", "bios", "nic", "vfs");
        return new SriovSpec(
                Fact.stated(fields.or("kernel", true, Place::truth)),
                fields.fact("bios", Place::truth),
                fields.fact("nic", Place::truth),
                fields.fact("vfs", each -> each.whole(0, MOST_VFS)));
    }

    private static OfedSpec ofed(Place place) {
        if (place.isNull()) {
            return new OfedSpec.Absent();
        }
        Fields fields = place.fields("version", "loaded", "options");
        return new OfedSpec.Installed(
                fields.fact("version", Place::text),
                fields.fact("loaded", Place::truth),
                fields.fact("options", Place::texts));
    }

    private static @Nullable BondSpec bond(@Nullable Place place) {
        if (place == null || place.isNull()) {
            return null;
        }
        Fields fields = place.fields("name", "mode");
        return new BondSpec(
                fields.required("name").text(),
                // Linux knows modes 0 to 6; which of them are fine is a rule's matter (S87).
                fields.fact("mode", each -> each.whole(0, 6)));
    }
}
