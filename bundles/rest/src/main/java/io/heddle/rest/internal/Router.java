package io.heddle.rest.internal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the call for a method and a path; a path segment in braces matches anything. */
final class Router {
    /** Answers a request with an object that becomes JSON. */
    @FunctionalInterface
    interface Call {
        Object answer(Map<String, String> parameters, RequestBody body);
    }

    /** A call with the values of the segments in braces. */
    record Match(Call call, Map<String, String> parameters) {}

    private record Route(String method, String[] segments, Call call) {}

    private final List<Route> routes = new ArrayList<>();

    Router route(String method, String path, Call call) {
        routes.add(new Route(method, path.split("/"), call));
        return this;
    }

    @Nullable
    Match find(String method, String path) {
        String[] segments = path.split("/");
        for (Route route : routes) {
            Map<String, String> parameters = match(route.segments, segments);
            if (route.method.equals(method) && parameters != null) {
                return new Match(route.call, parameters);
            }
        }
        return null;
    }

    /** Whether another method would be known for this path. */
    boolean knowsPath(String path) {
        String[] segments = path.split("/");
        return routes.stream().anyMatch(route -> match(route.segments, segments) != null);
    }

    /** Method and path of every route, for the comparison with the OpenAPI document. */
    List<String> listing() {
        return routes.stream()
                .map(route -> route.method + " " + String.join("/", route.segments))
                .toList();
    }

    private static @Nullable Map<String, String> match(String[] wanted, String[] given) {
        if (wanted.length != given.length) {
            return null;
        }
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                parameters.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return null;
            }
        }
        return parameters;
    }
}
