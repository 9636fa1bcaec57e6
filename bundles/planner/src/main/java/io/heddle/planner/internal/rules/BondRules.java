package io.heddle.planner.internal.rules;

import io.heddle.planner.BondSpec;
import io.heddle.planner.Fact;
import io.heddle.planner.Ha;
import io.heddle.planner.Link;
import io.heddle.planner.Verdict;
import io.heddle.planner.internal.GroupView;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which bonds are legal: where there is one, or where LACP is asked for. */
final class BondRules {
    private static final int ACTIVE_BACKUP = 1;
    private static final int LACP = 4;

    static final List<Rule> ALL = List.of(
            new Rule("S87", BondRules::s87),
            new Rule("S94", BondRules::s94),
            new Rule("S95", BondRules::s95));

    private BondRules() {}

    private static List<NicView> bonded(GroupView group) {
        if (group.spec().ha() != Ha.LACP) {
            return group.nics().stream()
                    .filter(nic -> nic.spec().bond() != null)
                    .toList();
        }
        return group.nics();
    }

    private static void s87(Scene scene, Notes notes) {
        String want = "Ethernet, mode 1 (active-backup) or 4 (802.3ad)";
        for (NicView nic : bonded(scene.group())) {
            BondSpec bond = nic.spec().bond();
            Fact<Integer> mode = bond == null ? Fact.unstated() : bond.mode();
            if (nic.spec().link() != Link.ETHERNET) {
                notes.refused(
                        nic.name(),
                        "a bond over link=" + nic.spec().link().word(),
                        want,
                        "Dissolve the bond and set ha to \"dual\".");
                continue;
            }
            switch (mode) {
                case Fact.Unstated<Integer> _ ->
                    notes.note(nic.name(), "the mode of the bond is not stated", want);
                case Fact.Unknown<Integer>(String because) ->
                    notes.add(
                            scene.group().refusesUnknown() ? Verdict.REFUSED : Verdict.ALERT,
                            nic.name(),
                            "the mode of the bond is unknown, because " + because,
                            want,
                            "State the mode in the inventory.");
                case Fact.Stated<Integer>(Integer number) -> {
                    if (number == ACTIVE_BACKUP || number == LACP) {
                        notes.ok(nic.name(), named(number), want);
                    } else {
                        notes.refused(
                                nic.name(),
                                named(number),
                                want,
                                "Set the bond to mode 1 or 4, or dissolve it.");
                    }
                }
            }
        }
    }

    /** The names of Linux (Documentation/networking/bonding.rst). */
    private static String named(int mode) {
        String name = switch (mode) {
            case 0 -> "balance-rr";
            case ACTIVE_BACKUP -> "active-backup";
            case 2 -> "balance-xor";
            case 3 -> "broadcast";
            case LACP -> "802.3ad";
            case 5 -> "balance-tlb";
            default -> "balance-alb";
        };
        return "mode " + mode + " (" + name + ")";
    }

    /** Every bond of mode 4, by its name; all NICs where LACP is asked for and no bond is named. */
    private static Map<String, List<NicView>> lacp(GroupView group) {
        Map<String, List<NicView>> bonds = new LinkedHashMap<>();
        for (NicView nic : bonded(group)) {
            BondSpec bond = nic.spec().bond();
            boolean asked = group.spec().ha() == Ha.LACP;
            if (asked
                    || bond != null && Integer.valueOf(LACP).equals(bond.mode().orNull())) {
                String name = bond == null ? "the LACP bond" : bond.name();
                bonds.computeIfAbsent(name, _ -> new ArrayList<>()).add(nic);
            }
        }
        return bonds;
    }

    private static void s94(Scene scene, Notes notes) {
        lacp(scene.group()).forEach((bond, ports) -> oneCard(notes, bond, ports));
    }

    private static void oneCard(Notes notes, String bond, List<NicView> ports) {
        String want = "LACP between ports of one single Mellanox NIC";
        String remedy = "Bond two ports of one Mellanox card, or set ha to \"dual\".";
        for (NicView port : ports) {
            if (!port.isOfMellanox()) {
                notes.refused(bond, port.name() + " is " + port.described(), want, remedy);
                return;
            }
        }
        boolean certain = true;
        NicView first = ports.getFirst();
        for (NicView port : ports.subList(1, ports.size())) {
            Boolean same = onOneCard(first, port);
            if (Boolean.FALSE.equals(same)) {
                notes.refused(bond, card(first) + ", " + card(port), want, remedy);
                return;
            }
            certain &= same != null;
        }
        if (certain) {
            notes.ok(bond, card(first) + ", " + ports.size() + " ports", want);
        } else {
            notes.note(bond, "the cards of its ports are not stated", want);
        }
    }

    /** Null where neither names nor addresses tell. */
    private static @Nullable Boolean onOneCard(NicView a, NicView b) {
        String cardOfA = a.spec().card().orNull();
        String cardOfB = b.spec().card().orNull();
        if (cardOfA != null && cardOfB != null) {
            return cardOfA.equals(cardOfB);
        }
        String addressOfA = a.spec().address().orNull();
        String addressOfB = b.spec().address().orNull();
        return addressOfA == null || addressOfB == null
                ? null
                : device(addressOfA).equals(device(addressOfB));
    }

    /** A PCI address without its function: functions of one card share the rest. */
    private static String device(String address) {
        String whole =
                address.indexOf(':') == address.lastIndexOf(':') ? "0000:" + address : address;
        return whole.substring(0, whole.indexOf('.'));
    }

    private static String card(NicView port) {
        String card = port.spec().card().orNull();
        String where = card != null
                ? "card " + card
                : "address " + port.spec().address().or("not stated");
        return port.name() + " on " + where;
    }

    private static void s95(Scene scene, Notes notes) {
        for (NicView nic : bonded(scene.group())) {
            String want = "a bond of physical functions";
            if (nic.isVf()) {
                notes.refused(
                        nic.name(),
                        "it is a virtual function",
                        want,
                        "Bond the physical functions, or set ha to \"dual\".");
            } else {
                notes.ok(nic.name(), "it is a physical function", want);
            }
        }
    }
}
