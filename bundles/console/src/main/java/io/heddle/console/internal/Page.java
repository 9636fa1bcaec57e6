package io.heddle.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;

/**
 * A page of the console: an HTML fragment, and the style and scripts that all pages share. The
 * scripts are clients of the management API, like the command.
 */
abstract class Page extends AbstractServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> SHARED =
            Set.of("heddle.css", "heddle.js", "uPlot.min.css", "uPlot.iife.min.js");

    private final String label;

    Page(String label) {
        this.label = label;
    }

    /** The console asks for what a browser wants below {@code /system/console/LABEL/}. */
    public @Nullable URL getResource(String path) {
        String prefix = "/" + label + "/";
        String name = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        return SHARED.contains(name) || name.equals(label + ".js")
                ? Page.class.getResource(name)
                : null;
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String root = request.getContextPath() + request.getServletPath() + "/" + label + "/";
        var out = response.getWriter();
        for (String style : new String[] {"uPlot.min.css", "heddle.css"}) {
            out.println("<link rel='stylesheet' href='" + root + style + "'>");
        }
        try (InputStream fragment =
                Objects.requireNonNull(Page.class.getResourceAsStream(label + ".html"))) {
            out.println(new String(fragment.readAllBytes(), StandardCharsets.UTF_8));
        }
        for (String script : new String[] {"uPlot.iife.min.js", "heddle.js", label + ".js"}) {
            out.println("<script src='" + root + script + "'></script>");
        }
    }
}
