package io.heddle.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A page of the console: an HTML fragment, and the style and scripts that all pages share. The
 * scripts are clients of the management API, like the command.
 */
abstract class Page extends AbstractServlet {
    private static final long serialVersionUID = 1L;
    private static final List<String> STYLES = List.of("uPlot.min.css", "heddle.css");

    private final String label;
    private final List<String> scripts;

    /** @param parts scripts of the page beside its own, loaded before it */
    Page(String label, String... parts) {
        this.label = label;
        scripts = new ArrayList<>(List.of("uPlot.iife.min.js", "heddle.js"));
        scripts.addAll(List.of(parts));
        scripts.add(label + ".js");
    }

    /** The console asks for what a browser wants below {@code /system/console/LABEL/}. */
    public @Nullable URL getResource(String path) {
        String prefix = "/" + label + "/";
        String name = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        return STYLES.contains(name) || scripts.contains(name)
                ? Page.class.getResource(name)
                : null;
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String root = request.getContextPath() + request.getServletPath() + "/" + label + "/";
        var out = response.getWriter();
        for (String style : STYLES) {
            out.println("<link rel='stylesheet' href='" + root + style + "'>");
        }
        try (InputStream fragment =
                Objects.requireNonNull(Page.class.getResourceAsStream(label + ".html"))) {
            out.println(new String(fragment.readAllBytes(), StandardCharsets.UTF_8));
        }
        for (String script : scripts) {
            out.println("<script src='" + root + script + "'></script>");
        }
    }
}
