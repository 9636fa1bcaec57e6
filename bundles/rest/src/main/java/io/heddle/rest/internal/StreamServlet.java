package io.heddle.rest.internal;

import com.fasterxml.jackson.databind.ObjectMapper;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Server-sent events: the throughput totals once a second, for live charts. */
final class StreamServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<Views.Throughput> source;
    private final transient ObjectMapper json = new ObjectMapper();
    private final transient ConcurrentHashMap<AsyncContext, Boolean> viewers =
            new ConcurrentHashMap<>();

    StreamServlet(Supplier<Views.Throughput> source) {
        this.source = source;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        AsyncContext viewer = request.startAsync();
        viewer.setTimeout(0);
        viewers.put(viewer, true);
        push(viewer);
    }

    /** Sends the newest totals to every viewer; one that went away is forgotten. */
    void tick() {
        viewers.keySet().forEach(this::push);
    }

    private void push(AsyncContext viewer) {
        try {
            PrintWriter out = viewer.getResponse().getWriter();
            out.print("data: " + json.writeValueAsString(source.get()) + "\n\n");
            if (out.checkError()) {
                forget(viewer);
            }
        } catch (IOException | IllegalStateException gone) {
            forget(viewer);
        }
    }

    private void forget(AsyncContext viewer) {
        if (viewers.remove(viewer) != null) {
            viewer.complete();
        }
    }

    void end() {
        viewers.keySet().forEach(this::forget);
    }
}
