package io.heddle.control.internal.trust;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which process of which cluster a certificate belongs to.
 *
 * @param cluster 16 hexadecimal digits
 * @param process 16 hexadecimal digits, random
 */
public record ProcessName(String cluster, String process) {
    private static final Pattern URI = Pattern.compile("heddle://([0-9a-f]{16})/([0-9a-f]{16})");
    private static final int URI_KIND = 6;

    /** A name that nobody has. */
    static ProcessName fresh(String cluster) {
        return new ProcessName(cluster, HexFormat.of().toHexDigits(new SecureRandom().nextLong()));
    }

    String uri() {
        return "heddle://" + cluster + "/" + process;
    }

    /** The name in a certificate's subject alternative names, or null. */
    public static @Nullable ProcessName of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return null;
        }
        if (names == null) {
            return null;
        }
        for (List<?> name : names) {
            if (name.get(0) instanceof Integer kind
                    && kind == URI_KIND
                    && name.get(1) instanceof String text) {
                Matcher matcher = URI.matcher(text);
                if (matcher.matches()) {
                    return new ProcessName(matcher.group(1), matcher.group(2));
                }
            }
        }
        return null;
    }
}
