package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.CandidateVerdict;
import io.heddle.planner.CandidateVerdict.Standing;
import io.heddle.planner.Decision;
import io.heddle.planner.Decisions;
import io.heddle.planner.Finding;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;
import io.heddle.planner.Verdict;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/** Proves what the API makes of decisions, findings and plans, and what it says without a planner. */
class PlanViewsTest {
    private static final String CLUSTER = """
            {"version": 1, "groups": [
              {"name": "backends", "role": "backend", "count": 8, "ioProcesses": 10,
               "nics": [ {"name": "ens1f0", "pci": "8086:10fb", "link": "ethernet",
                          "sriov": {"kernel": true, "bios": true, "nic": true, "vfs": 16}} ]} ]}
            """;

    private static final Decision SERVER = new Decision(
            "server 0",
            Role.BACKEND,
            Mode.CPU,
            "udp-native",
            "it is the first",
            "S62",
            List.of(
                    new CandidateVerdict(
                            "udp-native",
                            "b",
                            "1",
                            Standing.CHOSEN,
                            1,
                            List.of(new RuleEvidence(
                                    "S62", Verdict.ALERT, "T.", "p", "seen", "wanted", "Do it."))),
                    new CandidateVerdict("ena", "b", "1", Standing.UNUSABLE, 0, List.of())));

    private static final List<Views.Process> PROCESSES = List.of(
            process(0, "server0", "MANAGEMENT"),
            process(1, "server0", "COMPUTE"),
            process(2, "server0", "DRIVES"),
            process(3, "client", "FRONTEND"));

    private static Views.Process process(int id, String container, String role) {
        return new Views.Process(
                id, "h", container, List.of(), "UP", List.of(role), "UDP", null, null, 1);
    }

    private static PlanViews running(Finding... findings) {
        Decisions decisions = new Decisions() {
            @Override
            public List<Decision> decisions() {
                return List.of(SERVER);
            }

            @Override
            public @Nullable Decision decision(String process) {
                return process.equals(SERVER.process()) ? SERVER : null;
            }

            @Override
            public List<Finding> findings() {
                return List.of(findings);
            }

            @Override
            public boolean isTryout() {
                return false;
            }
        };
        return new PlanViews(decisions, NicCatalogue.builtIn());
    }

    private static Refusal refusal(Runnable call) {
        return Refusal.of(assertThrows(StorageException.class, call::run));
    }

    private static JsonNode json(Object answer) {
        var mapper = new ObjectMapper();
        try {
            return mapper.readTree(mapper.writeValueAsString(answer));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldShowADecisionWithEveryRuleAndItsEvidence() {
        JsonNode all = json(running().explain(PROCESSES));
        assertEquals(1, all.size());
        assertEquals("[1,2]", all.at("/0/processIds").toString());
        assertEquals("backend", all.at("/0/role").asText());
        assertEquals(
                "{\"rule\":\"S62\",\"verdict\":\"alert\",\"text\":\"T.\",\"path\":\"p\","
                        + "\"seen\":\"seen\",\"wanted\":\"wanted\",\"remedy\":\"Do it.\"}",
                all.at("/0/candidates/0/rules/0").toString());
        assertEquals("unusable", all.at("/0/candidates/1/verdict").asText());
    }

    @Test
    void shouldFindAProcessByIdContainerAndLane() {
        for (String name : List.of("1", "2", "server0", "server 0")) {
            assertEquals("server 0", running().explain(name, PROCESSES).process(), name);
        }
        Refusal unknown = refusal(() -> running().explain("99", PROCESSES));
        assertEquals(404, unknown.httpStatus());
        Refusal management = refusal(() -> running().explain("0", PROCESSES));
        assertEquals(400, management.httpStatus());
        assertTrue(management.error().startsWith("Process 0 is MANAGEMENT"), management.error());
    }

    @Test
    void shouldPlanADescription() {
        JsonNode plan = json(running().plan(CLUSTER));
        assertEquals("ok", plan.path("verdict").asText());
        assertEquals("S71", plan.at("/groups/0/ips/rule").asText());
        assertEquals(88, plan.at("/groups/0/ips/count").asInt());
    }

    @Test
    void shouldRefuseAMalformedDescriptionByItsPlace() {
        Refusal wrong = refusal(() -> running().plan(CLUSTER.replace("8086:10fb", "intel")));
        assertEquals(400, wrong.httpStatus());
        assertEquals(2, wrong.exit());
        assertTrue(wrong.error().startsWith("groups[0].nics[0].pci"), wrong.error());
        Refusal broken = refusal(() -> running().plan("{\n  \"version\": 1,\n  oops }"));
        assertEquals(400, broken.httpStatus());
        assertTrue(broken.error().contains("line 3"), broken.error());
    }

    @Test
    void shouldDetectThisMachineAsADescriptionThatCanBePlanned() {
        JsonNode detected = json(running().detected());
        assertEquals(1, detected.path("version").asInt());
        JsonNode plan = json(running().plan(detected.toString()));
        assertTrue(
                List.of("ok", "refused").contains(plan.path("verdict").asText()), plan.toString());
    }

    @Test
    void shouldAnswerOneSentenceWhileThePlannerIsStopped() {
        var stopped = new PlanViews(null, NicCatalogue.builtIn());
        List<Runnable> calls = List.of(
                () -> stopped.explain(PROCESSES),
                () -> stopped.explain("1", PROCESSES),
                () -> stopped.plan(CLUSTER),
                stopped::detected);
        for (Runnable call : calls) {
            assertEquals(
                    new Refusal(
                            503,
                            1,
                            "The bundle io.heddle.planner is stopped; start it and try again."),
                    refusal(call));
        }
        assertFalse(stopped.checks(List.of()).getFirst().ok());
        assertFalse(stopped.nics().isEmpty());
    }

    @Test
    void shouldNotSayAgainWhatAStandingAlertSays() {
        var udp = new Finding("S62", Verdict.ALERT, "backends", "driver u", "DPDK", "Fit a NIC.");
        var other = new Finding("S62", Verdict.ALERT, "more", "driver v", "DPDK", "Fit a NIC.");
        var alert = new Views.Alert(
                "udp-backend", "Backends use UDP (S62).", "driver u", "Fit.", "now", "advice");
        assertEquals(
                List.of("planner", "S62"),
                running(udp, other).checks(List.of(alert)).stream()
                        .map(Views.Check::check)
                        .toList());
    }

    @Test
    void shouldFailTheDoctorForRefusalsAndNotForAdvice() {
        var holds = new Finding("S23", Verdict.OK, "ens1f0", "ethernet", "either", null);
        var note = new Finding("S63", Verdict.NOTE, "addresses", "not stated", "a range", null);
        var alert = new Finding("S84", Verdict.ALERT, "ens1f0", "1 NIC", "2", "Add a NIC.");
        var refused = new Finding("S70", Verdict.REFUSED, "ens1f0", "off", "on", "Switch it on.");
        List<Views.Check> advice = running(holds, note, alert).checks(List.of());
        assertEquals(
                List.of("planner", "S84"),
                advice.stream().map(Views.Check::check).toList());
        assertTrue(advice.stream().allMatch(Views.Check::ok));
        List<Views.Check> worse = running(holds, note, alert, refused).checks(List.of());
        assertEquals(
                new Views.Check(
                        "S70", false, "failed", "ens1f0: found off, wanted on", "Switch it on."),
                worse.getLast());
        assertFalse(worse.getFirst().ok());
        assertEquals(
                "4 rules were looked at: 1 hold, 1 are not decided, 1 advise, 1 refuse.",
                worse.getFirst().text());
    }
}
