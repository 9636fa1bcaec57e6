package io.heddle.net.spi;

/** Nobody wants to know; a subclass hears what it overrides. */
public class SilentEvents implements PortEvents {
    @Override
    public void up() {}

    @Override
    public void down() {}

    @Override
    public void lost(String why) {}

    @Override
    public void mtuChanged(int mtuBytes) {}

    @Override
    public void concern(String text, String evidence, String remedy) {}
}
