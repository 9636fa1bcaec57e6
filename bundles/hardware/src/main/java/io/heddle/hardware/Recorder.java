package io.heddle.hardware;

import io.heddle.hardware.internal.TreeRecording;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Copies just what an inventory reads, so that a user can send their tree and everybody reads the
 * same from it. MAC and IP addresses are kept; the environment of processes is never read.
 */
public final class Recorder {
    private Recorder() {}

    /**
     * Reads a tree once and writes what was read.
     *
     * @param folder where to; made if it does not exist, else it must be empty
     * @return what was read; reading {@code folder} gives the same
     * @throws IOException if the folder cannot be written; what was written by then stays
     */
    public static Inventory record(Path root, Path folder) throws IOException {
        return TreeRecording.record(root, folder);
    }
}
