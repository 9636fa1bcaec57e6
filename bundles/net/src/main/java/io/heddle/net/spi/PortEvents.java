package io.heddle.net.spi;

/** What a driver tells the core about an open port; on the port's loop. */
public interface PortEvents {
    /** The link came back. */
    void up();

    /** The link is down; datagrams are dropped until {@link #up}. */
    void down();

    /** The port is dead and will not come back; close it. */
    void lost(String why);

    void mtuChanged(int mtuBytes);

    /**
     * The port serves, but less well than it could; becomes an alert.
     *
     * @param text one sentence: what is wrong
     * @param evidence what was seen where
     * @param remedy what the operator can do
     */
    void concern(String text, String evidence, String remedy);
}
