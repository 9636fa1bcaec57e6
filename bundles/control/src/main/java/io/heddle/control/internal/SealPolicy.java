package io.heddle.control.internal;

import io.heddle.runtime.Instance.Seal;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Whether to seal, and why.
 *
 * @param sentence for people
 */
record SealPolicy(boolean seals, String sentence) {
    /** @param dataAddress that data ports bind */
    static SealPolicy of(Seal wanted, String dataAddress) {
        boolean local = isLoopback(dataAddress);
        return switch (wanted) {
            case ALWAYS -> new SealPolicy(true, "Sealed, as 'heddle up --seal' wanted it.");
            case NEVER -> new SealPolicy(false, "Not sealed, as 'heddle up --no-seal' wanted it.");
            case BEYOND_LOOPBACK ->
                local
                        ? new SealPolicy(
                                false, "Not sealed: all data stays on loopback of this machine.")
                        : new SealPolicy(
                                true, "Sealed: data leaves this machine by " + dataAddress + ".");
        };
    }

    /** What cannot be read counts as beyond: sealing in vain does no harm. */
    static boolean isLoopback(String address) {
        boolean isLiteral = address.indexOf(':') >= 0 || address.matches("[0-9.]+");
        try {
            return isLiteral && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
