package io.heddle.control.internal.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * What this process shows to others.
 *
 * @param own signed by {@code authority}
 * @param authority the cluster's
 */
public record Identity(
        ProcessName name, PrivateKey key, X509Certificate own, X509Certificate authority) {

    /** Nothing of the key: this may end up in a log. */
    @Override
    public String toString() {
        return name.uri();
    }
}
