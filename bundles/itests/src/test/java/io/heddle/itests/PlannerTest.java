package io.heddle.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.heddle.net.Switchboard;
import io.heddle.planner.CandidateVerdict;
import io.heddle.planner.Decision;
import io.heddle.planner.Decisions;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;
import io.heddle.runtime.Events;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.inject.Inject;

/** The planner in the container: it explains each process, follows its configuration, restarts. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PlannerTest {
    private static final long LIMIT_MS = 120_000;
    private static final List<String> SHIPPED =
            List.of("e810", "ena", "mellanox", "udp-native", "udp-netty");

    @Inject
    private BundleContext context;

    @Inject
    private Switchboard switchboard;

    @Inject
    private Events events;

    @Configuration
    public Option[] configuration() throws IOException {
        return ShippedContainer.options("planner", Map.of());
    }

    @Test
    public void shouldExplainEveryProcessWithEveryDriver() throws Exception {
        started();
        Decisions decisions = service(Decisions.class);
        for (int server = 0; server < 6; server++) {
            Decision decision = decisions.decision("server " + server);
            assertNotNull("server " + server, decision);
            assertEquals(Role.BACKEND, decision.role());
            assertEquals("udp-native", decision.driver());
            assertEquals("S62", decision.rule());
        }
        Decision decision = decisions.decision("server 0");
        List<String> names = new ArrayList<>();
        for (CandidateVerdict candidate : decision.candidates()) {
            names.add(candidate.driver());
            assertFalse(candidate.toString(), candidate.bundle().isEmpty());
            assertFalse(candidate.toString(), candidate.rules().isEmpty());
            for (RuleEvidence rule : candidate.rules()) {
                assertTrue(rule.toString(), rule.rule().startsWith("S"));
                assertFalse(rule.toString(), rule.path().isEmpty());
            }
        }
        names.sort(null);
        assertEquals(SHIPPED, names);
        assertEquals("udp-native", decision.candidates().getFirst().driver());
        assertEquals(
                CandidateVerdict.Standing.CHOSEN,
                decision.candidates().getFirst().verdict());
        assertFalse(decisions.findings().isEmpty());
        assertNull(decisions.decision("server 17"));
        waitFor("the advice", () -> severity("udp-backend") == Events.Severity.ADVICE);
        assertEquals(Events.Severity.ADVICE, severity("shared-interface"));
    }

    @Test
    public void shouldRestartWhileTheSwitchboardServes() throws Exception {
        started();
        waitFor("the advice", () -> severity("udp-backend") == Events.Severity.ADVICE);
        Bundle planner = bundle("io.heddle.planner");
        planner.stop();
        assertNull(context.getServiceReference(Decisions.class));
        assertNull(severity("udp-backend"));
        assertEquals("udp-native", switchboard.current());
        // The second of them where it came so late that another one served first.
        waitFor(
                "the standard order",
                () -> switchboard.reason().contains("the best of those")
                        || switchboard.reason().contains("it ranks above"));
        assertEquals("udp-netty", switchboard.swap("udp-netty").to());
        planner.start();
        waitFor("the decisions", () -> context.getServiceReference(Decisions.class) != null);
        Decision decision = service(Decisions.class).decision("server 0");
        assertNotNull(decision);
        assertEquals("udp-netty", decision.driver());
        assertEquals("an operator chose it", decision.reason());
        switchboard.swap(Switchboard.AUTOMATIC);
        assertEquals("udp-native", switchboard.current());
    }

    @Test
    public void shouldFollowItsConfiguration() throws Exception {
        started();
        Path file = Path.of(System.getProperty("heddle.data"), "conf", "io.heddle.planner.cfg");
        Files.writeString(file, "mode=performance\n");
        waitFor(
                "the mode",
                () -> severity("udp-backend") == Events.Severity.ALERT
                        && severity("udp-client") == Events.Severity.ALERT);
        Decisions decisions = service(Decisions.class);
        assertEquals(Mode.PERFORMANCE, decisions.decision("server 0").mode());
        assertEquals("udp-native", switchboard.current());
        Files.writeString(file, "mode=fastest\n");
        waitFor("the refusal", () -> severity("planner-configuration") != null);
        assertEquals(Mode.PERFORMANCE, decisions.decision("server 0").mode());
        Files.delete(file);
        waitFor(
                "the standard",
                () -> severity("udp-backend") == Events.Severity.ADVICE
                        && severity("planner-configuration") == null);
    }

    private void started() throws Exception {
        waitFor(
                "the drivers",
                () -> switchboard.drivers().size() == SHIPPED.size()
                        && switchboard.current().equals("udp-native"));
        waitFor("the servers", () -> switchboard.lanes().contains("server 5"));
        waitFor("the planner", () -> context.getServiceReference(Decisions.class) != null);
    }

    private Events.Severity severity(String kind) {
        return events.alerts().stream()
                .filter(alert -> alert.kind().equals(kind))
                .map(Events.Alert::severity)
                .findFirst()
                .orElse(null);
    }

    private <T> T service(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        assertNotNull(type.getName(), reference);
        return context.getService(reference);
    }

    private Bundle bundle(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().equals(name)) {
                return bundle;
            }
        }
        throw new AssertionError("there is no bundle " + name);
    }

    /** A question about the container, asked until the answer is yes. */
    private interface Question {
        boolean ask();
    }

    private void waitFor(String what, Question question) throws InterruptedException {
        long end = System.currentTimeMillis() + LIMIT_MS;
        while (!question.ask()) {
            assertTrue(
                    what + " did not come, and the switchboard says " + switchboard.reason(),
                    System.currentTimeMillis() < end);
            Thread.sleep(50);
        }
    }
}
