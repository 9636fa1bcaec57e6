package io.heddle.hardware.internal;

/** What stands at one path of a tree, as far as it was looked at. */
sealed interface Entry {
    /** A folder; which of its entries matter stands at their own paths. */
    record Folder() implements Entry {}

    /**
     * A file.
     *
     * @param bytes what was read of it; empty if only its being there mattered
     */
    record Content(byte[] bytes) implements Entry {}

    /** A symbolic link. */
    record Link(String target) implements Entry {}

    /** Neither file nor folder nor link, such as a device: it is never opened. */
    record Special() implements Entry {
        static final String WHY = "It is a device and should be a file.";
    }

    /** Nothing. */
    record Missing() implements Entry {}

    /** Something that the system does not let us look at. */
    record Refused(String because) implements Entry {}
}
