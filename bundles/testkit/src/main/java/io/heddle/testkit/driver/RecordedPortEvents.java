package io.heddle.testkit.driver;

import io.heddle.net.spi.PortEvents;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a driver says about its port. */
public final class RecordedPortEvents implements PortEvents {
    private final List<String> said = new ArrayList<>();

    /** Everything said so far, oldest first. */
    public List<String> said() {
        return List.copyOf(said);
    }

    @Override
    public void up() {
        said.add("up");
    }

    @Override
    public void down() {
        said.add("down");
    }

    @Override
    public void lost(String why) {
        said.add("lost: " + why);
    }

    @Override
    public void mtuChanged(int mtuBytes) {
        said.add("mtu: " + mtuBytes);
    }

    @Override
    public void concern(String text, String evidence, String remedy) {
        said.add("concern: " + text + " " + evidence + " " + remedy);
    }
}
