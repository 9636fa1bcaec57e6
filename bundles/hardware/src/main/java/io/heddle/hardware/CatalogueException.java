package io.heddle.hardware;

/** A catalogue was refused: one sentence with the line, what was found there and what is wanted. */
public final class CatalogueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String why;

    /**
     * @param line the line of the document, from 1
     * @param why what was found and what is wanted, without a full stop
     */
    public CatalogueException(int line, String why) {
        super("The NIC catalogue, line " + line + ": " + why + ".");
        this.line = line;
        this.why = why;
    }

    /** The line of the document, from 1. */
    public int line() {
        return line;
    }

    /** The same sentence about a file that has a name. */
    public String in(String file) {
        return file + ", line " + line + ": " + why + ".";
    }
}
