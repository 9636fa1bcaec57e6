package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

/**
 * Proves that what happens to virtual ports under load is survived and said: a cable that is cut, a
 * bridge that vanishes, a bundle that is stopped and updated, a lab that is taken down while it serves;
 * and that neither {@code heddle down} nor kill -9 leaves interfaces for good.
 */
class LabFaultTest {
    private static final String DRIVER = "af_packet";
    private static final String BUNDLE = "io.heddle.lab";

    @Test
    void shouldSurviveWhatHappensToVirtualPorts() throws Exception {
        try (var heddle = HeddleProcess.prepare("lab-fault", "--capacity", "1G")) {
            heddle.up();
            LabRun lab = LabRun.up(heddle, DRIVER);
            try (var load = new Load(heddle.mount().resolve("load"))) {
                swap(lab);
                load.goesOn();
                cutACable(lab, load);
                takeTheBridge(lab, load);
                stopAndUpdateTheBundle(lab, load);
                takeItDownWhileItServes(lab, load);
            }
            leaveNothing(lab);
        }
    }

    private static void swap(LabRun lab) throws Exception {
        JsonNode ledger = lab.heddle().json("net", "swap", DRIVER);
        assertEquals(DRIVER, ledger.path("to").asText(), ledger.toString());
        assertEquals(0, ledger.path("lost").asLong(-1), ledger.toString());
    }

    /** The port is lost, said, and the lane has another one on a spare cable. */
    private static void cutACable(LabRun lab, Load load) throws Exception {
        JsonNode port = lab.heddle().json("net", "lab").path("ports").get(0);
        String device = port.path("device").asText();
        ip("link del " + device);
        load.goesOn();
        lab.await(load, "an event", () -> lab.heddle().json("events").toString().contains(device));
        lab.await(load, "another port", () -> ports(lab) == 7);
        assertEquals(DRIVER, lab.network());
    }

    private static long ports(LabRun lab) throws Exception {
        return lab.heddle().json("net", "lab").path("ports").size();
    }

    /** Nothing passes any more: another driver serves, an alert says so, and lab up repairs. */
    private static void takeTheBridge(LabRun lab, Load load) throws Exception {
        ip("link del " + lab.prefix() + "br");
        lab.await(load, "the fallback", () -> lab.network().startsWith("udp"));
        load.goesOn();
        assertTrue(alerts(lab).contains("in place of " + DRIVER), alerts(lab));
        HeddleProcess.Result again = lab.heddle().run("net", "lab", "up");
        assertEquals(0, again.exit(), again.toString());
        lab.await(load, "the return", () -> lab.network().equals(DRIVER));
        load.goesOn();
        lab.await(load, "no alert", () -> !alerts(lab).contains("in place of"));
    }

    private static String alerts(LabRun lab) throws Exception {
        return lab.heddle().json("alerts").toString();
    }

    private static void stopAndUpdateTheBundle(LabRun lab, Load load) throws Exception {
        String id = id(lab);
        gogo(lab, "stop " + id);
        lab.await(load, "the fallback", () -> lab.network().startsWith("udp"));
        assertTrue(alerts(lab).contains("in place of " + DRIVER), alerts(lab));
        assertEquals(List.of(), lab.links());
        load.goesOn();
        gogo(lab, "start " + id);
        lab.await(load, "the return", () -> lab.network().equals(DRIVER));
        load.goesOn();
        gogo(lab, "update " + id);
        lab.await(load, "the return", () -> lab.network().equals(DRIVER) && ports(lab) == 7);
        load.goesOn();
    }

    private static void takeItDownWhileItServes(LabRun lab, Load load) throws Exception {
        HeddleProcess.Result down = lab.heddle().run("net", "lab", "down");
        assertEquals(0, down.exit(), down.toString());
        assertTrue(down.out().contains("Swapped from " + DRIVER + " to udp"), down.out());
        assertEquals(List.of(), lab.links());
        load.goesOn();
        assertTrue(lab.network().startsWith("udp"));
        assertTrue(!lab.heddle()
                .json("net", "drivers")
                .toString()
                .contains(DRIVER + "\",\"bundle\":\"" + BUNDLE
                        + "\",\"version\":\"0.1.0\",\"state\":\"ready"));
        HeddleProcess.Result again = lab.heddle().run("net", "lab", "down");
        assertEquals(0, again.exit(), again.toString());
    }

    private static void leaveNothing(LabRun lab) throws Exception {
        HeddleProcess heddle = lab.heddle();
        assertEquals(0, heddle.run("net", "lab", "up").exit());
        swap(lab);
        heddle.down();
        assertEquals(List.of(), lab.links());
        heddle.up();
        try (var load = new Load(heddle.mount().resolve("load"))) {
            lab.await(load, "the lab of before", () -> lab.network().equals(DRIVER));
        }
        heddle.kill9();
        assertTrue(!lab.links().isEmpty());
        HeddleProcess.Result down = heddle.run("net", "lab", "down");
        assertEquals(0, down.exit(), down.toString());
        assertEquals(List.of(), lab.links());
        heddle.up();
        assertTrue(lab.network().startsWith("udp"), lab.network());
    }

    private static void gogo(LabRun lab, String line) throws Exception {
        HeddleProcess.Result result = lab.heddle().run("shell", line);
        assertEquals(0, result.exit(), result.toString());
    }

    private static String id(LabRun lab) throws Exception {
        String out = lab.heddle().run("shell", "lb -s").out();
        return out.lines()
                .filter(line -> line.contains(BUNDLE + " ("))
                .map(line -> line.substring(0, line.indexOf('|')).trim())
                .findFirst()
                .orElseThrow(() -> new AssertionError(out));
    }

    private static void ip(String arguments) throws Exception {
        HeddleProcess.shell(Path.of("/"), "ip " + arguments);
    }
}
