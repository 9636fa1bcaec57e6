package io.heddle.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Who may use the console: the one user {@code admin}, by HTTP Basic (RFC 7617).
 *
 * <p>There is no default password. The first start makes one, see {@link PasswordFile}.
 */
@Component(
        service = SecurityProvider.class,
        immediate = true,
        property = "webconsole.security.provider.id=heddle")
public final class ConsoleLogin implements SecurityProvider {
    /** The name to log in with. */
    public static final String USER = "admin";

    private static final String SCHEME = "Basic ";
    private static final String CHALLENGE = "Basic realm=\"Heddle\", charset=\"UTF-8\"";

    private final PasswordCheck check;

    /** Reads or makes the password in the data folder. */
    @Activate
    public ConsoleLogin(BundleContext context) throws IOException {
        String data = context.getProperty("heddle.data");
        if (data == null) {
            throw new IOException("The framework property heddle.data is not set.");
        }
        check = new PasswordCheck(new PasswordFile(Path.of(data)).open());
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        if (isAdmin(request.getHeader("Authorization"))) {
            return USER;
        }
        challenge(response);
        return null;
    }

    @Override
    public boolean authorize(Object user, String role) {
        return USER.equals(user);
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        challenge(response);
    }

    private boolean isAdmin(@Nullable String header) {
        if (header == null || !header.startsWith(SCHEME)) {
            return false;
        }
        byte[] decoded;
        try {
            decoded =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).trim());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        String pair = new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon > 0
                && pair.substring(0, colon).equals(USER)
                && check.matches(pair.substring(colon + 1));
    }

    private static void challenge(HttpServletResponse response) {
        response.setHeader("WWW-Authenticate", CHALLENGE);
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }
}
