package io.heddle.command;

/** Ends a command with an exit code and one sentence for people: what, where, remedy. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exit;

    /** @param exit one of {@link Exit} */
    public CommandException(int exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    /** With the failure that led here. */
    public CommandException(int exit, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exit = exit;
    }

    public int exit() {
        return exit;
    }
}
