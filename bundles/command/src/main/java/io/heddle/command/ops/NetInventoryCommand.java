package io.heddle.command.ops;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.Recorder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code heddle net inventory}: needs no cluster. */
@Command(
        name = "inventory",
        description = "What the hardware of this machine is, or that of a recorded one.")
final class NetInventoryCommand implements Callable<Integer> {
    @Mixin
    private final Listing listing = new Listing();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "A recorded tree to read (/ of this machine).")
    private Path root = Path.of("/");

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description = "Copies what is read, and nothing else, to a new or empty folder.")
    private @Nullable Path record;

    @Override
    public Integer call() {
        if (!Files.isDirectory(root)) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "There is no folder " + root + " to read; name one that"
                            + " 'heddle net inventory --record' made, or leave out --root.");
        }
        Inventory inventory = record == null ? Inventory.read(root) : record(root, record);
        if (listing.json()) {
            Listing.printJson(System.out, new ObjectMapper().valueToTree(inventory));
            return Exit.DONE;
        }
        if (record == null) {
            InventoryText.print(System.out, inventory);
        } else {
            System.out.println("Recorded to " + record + "; print it with 'heddle net inventory"
                    + " --root " + record + "'. It has MAC and IP addresses, and no secrets.");
        }
        return Exit.DONE;
    }

    private static Inventory record(Path root, Path folder) {
        try {
            return Recorder.record(root, folder);
        } catch (IOException failed) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "The inventory cannot be recorded to " + folder + ": " + reason(failed)
                            + "; name a new or an empty folder that you may write.",
                    failed);
        }
    }

    private static String reason(IOException failed) {
        return switch (failed) {
            case DirectoryNotEmptyException _ -> "the folder is not empty";
            case FileAlreadyExistsException _ -> "it is no folder";
            case AccessDeniedException _ -> "there is no right to write it";
            case NoSuchFileException _ -> "no folder can be made there";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(failed.getMessage());
        };
    }
}
