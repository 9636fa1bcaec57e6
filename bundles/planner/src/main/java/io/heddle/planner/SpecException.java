package io.heddle.planner;

/** A description that is malformed: one sentence with the place, what was found and what is wanted. */
public final class SpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String found;
    private final String wanted;

    /**
     * @param place such as {@code groups[0].nics[1].pci}, or line and column where it is not JSON
     * @param found what stands there, shortened
     * @param wanted what belongs there
     */
    public SpecException(String place, String found, String wanted) {
        super(place + ": found " + found + ", wanted " + wanted + ".");
        this.place = place;
        this.found = found;
        this.wanted = wanted;
    }

    public String place() {
        return place;
    }

    public String found() {
        return found;
    }

    public String wanted() {
        return wanted;
    }
}
