package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.net.lab.LabLinks;
import io.heddle.runtime.StorageException;

import java.nio.file.Files;
import java.nio.file.Path;

/** Interfaces of the lab that a killed process has left. */
public final class LabLeftovers {
    private LabLeftovers() {}

    /** Whether no process serves the folder, so that whatever is there is left over. */
    public static boolean isNobodyThere(Path data) {
        return Files.isDirectory(data) && !new ContainerProcess(data).isRunning();
    }

    /**
     * Removes them; for a folder that no process serves.
     *
     * @return how many there were
     */
    public static int remove(Path data) {
        try {
            return LabLinks.of(data).remove();
        } catch (StorageException refused) {
            throw new CommandException(
                    Exit.FAILED,
                    "Interfaces of the lab are left and could not be removed: "
                            + refused.getMessage() + " Run `heddle net lab down` as root.",
                    refused);
        }
    }

    /** The lab is not to come up again with the next start. */
    public static void forget(Path data) {
        try {
            LabLinks.of(data).wanted(false);
        } catch (StorageException refused) {
            throw new CommandException(Exit.FAILED, String.valueOf(refused.getMessage()), refused);
        }
    }
}
