package io.heddle.dpdk.sriov;

import org.jspecify.annotations.Nullable;

/**
 * What a physical function grants a virtual one.
 *
 * @param mac its Ethernet address, such as "02:96:91:00:00:01"
 * @param trust whether it may change filters of its own; null to leave that to the driver
 * @param spoofCheck whether it may send from its own address only; null to leave that to the driver
 * @param vlan the tag that the card adds and removes, or 0 for none
 */
public record VfSettings(
        String mac, @Nullable Boolean trust, @Nullable Boolean spoofCheck, int vlan) {

    /**
     * A locally administered address (IEEE 802 c, bit 1 of the first octet) that stays the same over
     * restarts, so that neighbours need not learn it anew: that of the physical function with the
     * number of the virtual one in the second octet, as cards of one maker differ in the last three.
     */
    public static String mac(String ofPhysical, int index) {
        String[] octets = ofPhysical.split(":", -1);
        int first = Integer.parseInt(octets[0], 16) & 0xfe | 0x02;
        int second = Integer.parseInt(octets[1], 16) ^ index + 1;
        octets[0] = String.format("%02x", first);
        octets[1] = String.format("%02x", second & 0xff);
        return String.join(":", octets);
    }
}
