package io.heddle.rest.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.client.Client;
import io.heddle.client.Mounts;
import io.heddle.control.Control;
import io.heddle.fuzz.Input;
import io.heddle.hardware.NicCatalogue;
import io.heddle.layout.ClusterView.FileSystemInfo;
import io.heddle.net.Switchboard;
import io.heddle.planner.Decisions;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Loops;
import io.heddle.runtime.StorageException;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Paths and bodies of the REST API: each is answered with an object that becomes JSON, or refused with
 * a sentence. Behind the decoders lie services that take everything.
 *
 * <p>An input: u8 route, then the value of a path segment in braces up to a line feed, then the body.
 */
class RestFuzzTest {
    private static final List<String> ROUTES = List.of(
            "POST /fs",
            "DELETE /fs/",
            "POST /mounts",
            "POST /mounts/remove",
            "POST /net/swap",
            "POST /net/plan",
            "GET /net/explain/",
            "POST /shell");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Router router =
            new Api(this::views, RestFuzzTest::plans, () -> null, () -> null).router();

    private ClusterViews views() {
        var info = new FileSystemInfo("fs", 1, 1 << 30, "3x");
        return new ClusterViews(
                taking(
                        Control.class,
                        Map.of("copies", 3, "createFileSystem", info, "fileSystems", List.of())),
                null,
                null,
                taking(
                        Mounts.class,
                        Map.of(
                                "mounts",
                                List.of(),
                                "mount",
                                new Mounts.MountInfo("fs", Path.of("/"), "uring"),
                                "memoryBytes",
                                0L)),
                taking(Client.class, Map.of("outstanding", 0, "memoryBytes", 0L)),
                taking(
                        Switchboard.class,
                        Map.of(
                                "lanes", List.of(), "drivers", List.of(), "current", "none",
                                "reason", "")),
                new Counters(),
                taking(Events.class, Map.of("alerts", List.of())),
                taking(
                        Loops.class,
                        Map.of("frontend", taking(Loop.class, Map.of("name", "client")))),
                List.of("127.0.0.1"));
    }

    private static PlanViews plans() {
        return new PlanViews(
                taking(Decisions.class, Map.of("decisions", List.of(), "findings", List.of())),
                NicCatalogue.builtIn());
    }

    /** A service that takes every call, and answers some. */
    private static <T> T taking(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAnswerOrRefuse(byte[] data) throws JsonProcessingException {
        Input input = new Input(data);
        String route = ROUTES.get(input.u8() % ROUTES.size());
        String rest = input.text();
        int end = rest.indexOf('\n');
        String segment = end < 0 ? "" : rest.substring(0, end);
        String path = route.substring(route.indexOf(' ') + 1);
        String method = route.substring(0, route.indexOf(' '));
        Router.Match match = router.find(method, path.endsWith("/") ? path + segment : path);
        if (match == null) {
            return; // As /fs/ without a name.
        }
        var body = new RequestBody(rest.substring(end + 1));
        try {
            JSON.writeValueAsBytes(match.call().answer(match.parameters(), body));
        } catch (StorageException refused) {
            Refusal refusal = Refusal.of(refused);
            if (refusal.httpStatus() < 400 || refusal.httpStatus() == 500) {
                throw new AssertionError("refused with " + refusal, refused);
            }
            JSON.writeValueAsBytes(refusal);
        }
    }
}
