package io.heddle.rest.internal;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.servlet.runtime.HttpServiceRuntimeConstants;

import java.net.URI;
import java.util.Collection;
import java.util.List;

/** The addresses that the management network listens on. */
final class HttpAddresses {
    private HttpAddresses() {}

    /** Hosts of the endpoints that the HTTP service names; none when it is stopped. */
    static List<String> of(@Nullable ServiceReference<?> http) {
        return http == null
                ? List.of()
                : hosts(http.getProperty(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT));
    }

    /** The property is one text, an array or a collection of them, each a URL or a path alone. */
    static List<String> hosts(@Nullable Object endpoints) {
        Collection<?> all = switch (endpoints) {
            case null -> List.of();
            case Collection<?> several -> several;
            case Object[] several -> List.of(several);
            case Object one -> List.of(one);
        };
        return all.stream()
                .map(endpoint -> URI.create(endpoint.toString()).getHost())
                .filter(host -> host != null)
                .map(host -> host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
                .distinct()
                .toList();
    }
}
