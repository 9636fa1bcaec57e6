package io.heddle.planner.internal.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which physical interface a name stands for, after the names that systemd gives
 * (systemd.net-naming-scheme(7)): ens1f0.100 is a VLAN and ens1f0v3 a VF of ens1f0, ens1f0np0 is
 * ens1f0 with the name of its port.
 */
final class PhysicalNic {
    private static final Pattern VLAN_OR_ALIAS = Pattern.compile("(.+?)(?:\\.[0-9]+|:[0-9]+)+");
    private static final Pattern VF = Pattern.compile("(.*[0-9])v[0-9]+");
    private static final Pattern PORT = Pattern.compile("(.*[0-9])np[0-9]+");

    private PhysicalNic() {}

    static boolean isSame(String a, String b) {
        String first = carrier(a);
        String second = carrier(b);
        if (first.equals(second)) {
            return true;
        }
        // Ports of one function stay apart; a VF is compared with its function without the port.
        boolean anyVf = VF.matcher(first).matches() || VF.matcher(second).matches();
        return anyVf && function(first).equals(function(second));
    }

    private static String carrier(String name) {
        return first(VLAN_OR_ALIAS, name);
    }

    private static String function(String name) {
        return first(PORT, first(VF, name));
    }

    private static String first(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }
}
