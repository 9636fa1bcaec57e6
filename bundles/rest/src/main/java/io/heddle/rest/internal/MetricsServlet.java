package io.heddle.rest.internal;

import io.heddle.runtime.Counters;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** All counters in the Prometheus text format 0.0.4. */
final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Counters counters;

    MetricsServlet(Counters counters) {
        this.counters = counters;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/plain; version=0.0.4; charset=utf-8");
        PrintWriter out = response.getWriter();
        String family = "";
        for (Map.Entry<String, Long> entry : counters.values().entrySet()) {
            String name = entry.getKey().replaceFirst("\\{.*", "");
            if (!name.equals(family)) {
                family = name;
                out.print("# TYPE " + name + (name.endsWith("_total") ? " counter\n" : " gauge\n"));
            }
            out.print(entry.getKey() + " " + entry.getValue() + "\n");
        }
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        out.print("# TYPE heddle_jvm_heap_bytes gauge\nheddle_jvm_heap_bytes " + heap.getUsed()
                + "\n");
    }
}
