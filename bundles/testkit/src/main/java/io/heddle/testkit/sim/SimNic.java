package io.heddle.testkit.sim;

/**
 * A network interface of a node. Ports come and go on it; what is done to its cable, they share. Those
 * of one number are on one switch, which reaches the other switches, too.
 */
public final class SimNic {
    /** Interfaces of a node at most. */
    public static final int MOST = 2;

    private static final int LOOPBACK = 0x7f00_0001;
    private static final int NETWORKS = 0xc612_0000;

    private final int number;
    private final int address;
    private final String label;
    private boolean mute;
    private boolean deaf;

    private SimNic(int number, int address, String label) {
        this.number = number;
        this.address = address;
        this.label = label;
    }

    /** The only one of a node, of which nothing is known. */
    static SimNic only() {
        return new SimNic(0, LOOPBACK, "");
    }

    /** One of several; its address is {@code 198.18.number.host}. */
    static SimNic of(int number, int host, String label) {
        if (number >= MOST || host > 254) {
            throw new IllegalArgumentException("no NIC " + number + " of host " + host);
        }
        return new SimNic(number, NETWORKS | number << 8 | host, label);
    }

    /** What is sent vanishes, or not any more. */
    public void mute(boolean now) {
        mute = now;
    }

    /** What comes vanishes, or not any more. */
    public void deaf(boolean now) {
        deaf = now;
    }

    boolean isMute() {
        return mute;
    }

    boolean isDeaf() {
        return deaf;
    }

    /** Which of its node's interfaces it is, from 0. */
    public int number() {
        return number;
    }

    int address() {
        return address;
    }

    String label() {
        return label;
    }
}
