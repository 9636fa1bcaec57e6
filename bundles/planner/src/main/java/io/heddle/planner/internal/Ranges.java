package io.heddle.planner.internal;

import io.heddle.planner.AddressRange;
import io.heddle.planner.BondSpec;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.IpPlan;
import io.heddle.planner.internal.spec.Cidr;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands out the data ranges, one after the other, to group after group. It hands out nothing while
 * ranges overlap or are too small, because addresses that somebody types off must be right.
 */
public final class Ranges {
    private final @Nullable Cidr management;
    private final @Nullable List<Cidr> data;
    private final @Nullable String overlap;
    private final long needed;
    private int range;
    private BigInteger used = BigInteger.ZERO;

    Ranges(ClusterSpec spec, List<IpPlan> plans) {
        ClusterSpec.Addresses addresses = spec.addresses().orNull();
        String text = addresses == null ? null : addresses.management().orNull();
        List<String> texts = addresses == null ? null : addresses.data().orNull();
        management = text == null ? null : Cidr.of(text);
        data = texts == null ? null : texts.stream().map(Cidr::of).toList();
        overlap = texts == null ? null : overlap(text, texts);
        needed = plans.stream().mapToLong(IpPlan::count).sum();
    }

    /** Whether the description gives data ranges. */
    public boolean areGiven() {
        return data != null;
    }

    public boolean hasManagement() {
        return management != null;
    }

    /** Two ranges that overlap, as a sentence's part, or null. */
    public @Nullable String overlap() {
        return overlap;
    }

    /** How many addresses all groups need together. */
    public long needed() {
        return needed;
    }

    /** How many addresses the data ranges have for hosts. */
    public BigInteger there() {
        BigInteger sum = BigInteger.ZERO;
        for (Cidr each : data == null ? List.<Cidr>of() : data) {
            sum = sum.add(each.hosts());
        }
        return sum;
    }

    public boolean suffice() {
        return there().compareTo(BigInteger.valueOf(needed)) >= 0;
    }

    /** The next addresses, for each interface of a group. */
    List<AddressRange> take(GroupView group, IpPlan plan, int interfaces) {
        List<AddressRange> taken = new ArrayList<>();
        if (data == null || overlap != null || !suffice()) {
            return taken;
        }
        for (int i = 0; i < interfaces; i++) {
            take(interfaceName(group, i), plan.count() / interfaces, data, taken);
        }
        return taken;
    }

    private void take(String nic, long count, List<Cidr> ranges, List<AddressRange> taken) {
        long left = count;
        while (left > 0) {
            Cidr current = ranges.get(range);
            long free =
                    current.hosts().subtract(used).min(BigInteger.valueOf(left)).longValueExact();
            if (free == 0) {
                range++;
                used = BigInteger.ZERO;
                continue;
            }
            BigInteger first = current.firstHost().add(used);
            BigInteger last = first.add(BigInteger.valueOf(free - 1));
            taken.add(new AddressRange(nic, current.text(first), current.text(last), free));
            used = used.add(BigInteger.valueOf(free));
            left -= free;
        }
    }

    private static String interfaceName(GroupView group, int index) {
        if (index >= group.nics().size()) {
            return "interface " + (index + 1);
        }
        BondSpec bond = group.nics().get(index).spec().bond();
        return bond == null ? group.nics().get(index).name() : bond.name();
    }

    private static @Nullable String overlap(@Nullable String management, List<String> data) {
        for (int i = 0; i < data.size(); i++) {
            Cidr range = Cidr.of(data.get(i));
            if (management != null && range.overlaps(Cidr.of(management))) {
                return "data " + data.get(i) + " overlaps management " + management;
            }
            for (int j = i + 1; j < data.size(); j++) {
                if (range.overlaps(Cidr.of(data.get(j)))) {
                    return "data " + data.get(i) + " overlaps data " + data.get(j);
                }
            }
        }
        return null;
    }
}
