package io.heddle.rest.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Services for tests, of which only a few calls are wanted. */
final class ServicesOf {
    private ServicesOf() {}

    /** A service that answers the calls named, whatever their arguments, and fails on all others. */
    static <T> T returning(Class<T> type, Map<String, Object> answers) {
        Object made = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new AssertionError("nobody expected " + method);
                    }
                    return answer;
                });
        return type.cast(made);
    }
}
