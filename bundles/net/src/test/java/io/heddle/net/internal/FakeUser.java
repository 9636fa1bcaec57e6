package io.heddle.net.internal;

import io.heddle.net.LaneUser;
import io.heddle.net.NetPort;
import io.heddle.net.SwapEvidence;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An endpoint that notes what the switchboard does to it. */
final class FakeUser implements LaneUser {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final NetPort[] ports = new NetPort[4];
    volatile boolean drains = true;
    volatile int asked;

    @Override
    public void portUp(int slot, NetPort port, String label) {
        if (ports[slot] != null) {
            throw new IllegalStateException("slot " + slot + " is taken");
        }
        ports[slot] = port;
        calls.add("up " + slot + " " + ((FakeDriver.Port) port).driver());
    }

    @Override
    public void portDraining(int slot) {
        calls.add("draining " + slot);
    }

    @Override
    public boolean isDrained(int slot) {
        asked++;
        return drains && asked % 3 == 0;
    }

    @Override
    public void portDown(int slot) {
        if (((FakeDriver.Port) ports[slot]).closed) {
            throw new IllegalStateException("closed before it was down");
        }
        ports[slot] = null;
        calls.add("down " + slot);
    }

    @Override
    public SwapEvidence evidence() {
        return new SwapEvidence(7, 7, 1, 2_000_000);
    }
}
