package io.heddle.net.internal;

import io.heddle.net.LaneUser;
import io.heddle.net.NetPort;
import io.heddle.net.PathStatus;
import io.heddle.net.SwapEvidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** An endpoint that notes what the switchboard does to it. */
final class FakeUser implements LaneUser {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final NetPort[] ports = new NetPort[4];
    final String[] labels = new String[4];
    volatile List<PathStatus> paths = List.of();
    volatile boolean drains = true;
    volatile int mostPorts;
    private final int[] asked = new int[4];

    @Override
    public void portUp(int slot, NetPort port, String label) {
        if (ports[slot] != null) {
            throw new IllegalStateException("slot " + slot + " is taken");
        }
        ports[slot] = port;
        labels[slot] = label;
        mostPorts = Math.max(
                mostPorts, (int) Arrays.stream(ports).filter(Objects::nonNull).count());
        calls.add("up " + slot + " " + fake(port).driver());
    }

    private static FakeDriver.Port fake(NetPort port) {
        return (FakeDriver.Port) ((PluggedPort) port).port();
    }

    @Override
    public void portDraining(int slot) {
        calls.add("draining " + slot);
    }

    @Override
    public boolean isDrained(int slot) {
        asked[slot]++;
        return drains && asked[slot] % 3 == 0;
    }

    @Override
    public void portDown(int slot) {
        if (fake(ports[slot]).closed) {
            throw new IllegalStateException("closed before it was down");
        }
        ports[slot] = null;
        calls.add("down " + slot);
    }

    @Override
    public List<PathStatus> paths() {
        return paths;
    }

    /** The local addresses of the ports in use, with their labels, sorted. */
    String in() {
        var texts = new ArrayList<String>();
        for (int slot = 0; slot < ports.length; slot++) {
            NetPort port = ports[slot];
            if (port != null) {
                texts.add((port.localAddress().host() + " " + labels[slot]).strip());
            }
        }
        texts.sort(null);
        return String.join(", ", texts);
    }

    @Override
    public SwapEvidence evidence() {
        return new SwapEvidence(7, 7, 1, 2_000_000);
    }
}
