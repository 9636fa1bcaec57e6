package io.heddle.planner.internal;

import io.heddle.planner.IpPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How many addresses a group needs: one a server where all processes share it, else one more for
 * each process (S68 to S83), doubled for two interfaces (S91).
 */
public final class Counts {
    /** Two interfaces without a bond have an address each (S91). */
    public static final String DOUBLE_RULE = "S91";

    private static final int INTERFACES = 2;

    private final Set<String> off;

    Counts(Set<String> off) {
        this.off = off;
    }

    /** What a group needs with its chosen network. */
    IpPlan plan(GroupView group, Choice choice) {
        return choice.isDpdk() ? dpdk(group) : udp(group);
    }

    /** What a group would need with the network that was not chosen; backends have no other. */
    IpPlan other(GroupView group, Choice choice) {
        return choice.isDpdk() ? udp(group) : dpdk(group);
    }

    /** How many interfaces of a server have addresses of their own. */
    int interfaces(GroupView group) {
        return group.isDual() && !off.contains(DOUBLE_RULE) ? INTERFACES : 1;
    }

    private IpPlan udp(GroupView group) {
        return perServer(group, group.isBackend() ? "S62" : "S83");
    }

    private IpPlan dpdk(GroupView group) {
        boolean backend = group.isBackend();
        List<String> sharing = new ArrayList<>();
        if (all(group, NicView::sharesIp)) {
            if (all(group, nic -> nic.kind() == DriverKind.MELLANOX)) {
                sharing.add(backend ? "S68" : "S77");
            } else {
                sharing.add(backend ? "S69" : "S78");
            }
        }
        sharing.removeIf(off::contains);
        return sharing.isEmpty()
                ? perProcess(group, backend ? "S71" : "S80")
                : perServer(group, sharing.getFirst());
    }

    private static boolean all(GroupView group, Predicate<NicView> what) {
        return !group.nics().isEmpty() && group.nics().stream().allMatch(what);
    }

    private IpPlan perServer(GroupView group, String rule) {
        long servers = group.spec().count();
        return doubled(group, servers, servers + servers(group), rule);
    }

    private IpPlan perProcess(GroupView group, String rule) {
        if (off.contains(rule)) {
            return perServer(group, rule);
        }
        long servers = group.spec().count();
        int processes = group.spec().processes();
        String text = servers + " x " + processes
                + (group.isBackend() ? " I/O processes" : " frontends")
                + " + " + servers + servers(group);
        return doubled(group, servers * processes + servers, text, rule);
    }

    private static String servers(GroupView group) {
        return group.isBackend() ? " servers" : " clients";
    }

    private IpPlan doubled(GroupView group, long count, String text, String rule) {
        if (interfaces(group) == 1) {
            return new IpPlan(count, text + " = " + count, rule);
        }
        String base = text.contains("+") ? "(" + text + ")" : text;
        long twice = count * INTERFACES;
        return new IpPlan(twice, base + " x " + INTERFACES + " interfaces = " + twice, rule);
    }
}
