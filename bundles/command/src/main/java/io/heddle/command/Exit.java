package io.heddle.command;

/** What every command exits with. */
public final class Exit {
    public static final int DONE = 0;
    public static final int FAILED = 1;

    /** Wrong use or wrong input. */
    public static final int WRONG_USE = 2;

    public static final int NOT_REACHABLE = 3;

    /** Refused for safety. */
    public static final int REFUSED = 4;

    private Exit() {}
}
