package io.heddle.bench.peer;

import io.heddle.net.spi.PortEvents;

/** Says on stderr what a driver says of a port. */
record PortTold(int slot) implements PortEvents {
    private void say(String what) {
        System.err.println("port " + slot + ": " + what);
    }

    @Override
    public void up() {
        say("up");
    }

    @Override
    public void down() {
        say("down");
    }

    @Override
    public void lost(String why) {
        say("lost: " + why);
    }

    @Override
    public void mtuChanged(int mtuBytes) {
        say("MTU " + mtuBytes);
    }

    @Override
    public void concern(String text, String evidence, String remedy) {
        say(text + " " + evidence + " " + remedy);
    }
}
