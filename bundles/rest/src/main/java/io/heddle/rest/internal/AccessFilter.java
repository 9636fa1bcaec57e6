package io.heddle.rest.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.Supplier;

/** Lets the token in, and whoever the console lets in; everything else gets 401. */
final class AccessFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private final transient Access access;
    private final transient Supplier<@Nullable SecurityProvider> console;

    AccessFilter(Access access, Supplier<@Nullable SecurityProvider> console) {
        this.access = access;
        this.console = console;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (access.admits(request.getHeader("Authorization")) || consoleAdmits(request, response)) {
            chain.doFilter(request, response);
        }
    }

    /** A refusal has been answered when this is false. */
    private boolean consoleAdmits(HttpServletRequest request, HttpServletResponse response) {
        SecurityProvider provider = console.get();
        if (provider == null) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return false;
        }
        return provider.authenticate(request, response) != null && sameOrigin(request, response);
    }

    /** A browser sends its password to whoever asks; a page of another site must not use that. */
    private static boolean sameOrigin(HttpServletRequest request, HttpServletResponse response) {
        String origin = request.getHeader("Origin");
        if (origin == null || origin.endsWith("//" + request.getHeader("Host"))) {
            return true;
        }
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        return false;
    }
}
