package io.heddle.dpdk.sriov;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of the PCI bus that are to be taken back, on the disk before each is made: who is
 * killed leaves it to the next start. Its first line is the kernel's boot id, as nothing of this
 * outlives a reboot.
 */
public final class UndoJournal {
    private static final String BOOT = "/proc/sys/kernel/random/boot_id";

    private final Path file;
    private final String boot;
    private final List<Undo> steps = new ArrayList<>();

    private UndoJournal(Path file, String boot) {
        this.file = file;
        this.boot = boot;
    }

    /** Reads what an earlier process left; empty if it left nothing, or another kernel ran. */
    public static UndoJournal read(Path file, Sysfs sys) {
        String boot = sys.read(BOOT);
        var journal = new UndoJournal(file, "boot " + (boot == null ? "unknown" : boot));
        List<String> lines;
        try {
            lines = Files.readAllLines(file, UTF_8);
        } catch (NoSuchFileException none) {
            return journal;
        } catch (IOException unreadable) {
            throw journal.failed("cannot be read", unreadable);
        }
        if (!lines.isEmpty() && lines.getFirst().equals(journal.boot)) {
            for (String line : lines.subList(1, lines.size())) {
                Undo step = Undo.parse(line);
                if (step != null) {
                    journal.steps.add(step);
                }
            }
        }
        return journal;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Before the change is made. */
    void add(Undo step) {
        steps.add(step);
        write();
    }

    /**
     * Takes all back, the newest first; what fails stays in the journal and keeps nothing else.
     *
     * @throws StorageException the first failure
     */
    void takeBack(Sysfs sys, NicControl nics) {
        StorageException first = null;
        for (Undo step : List.copyOf(steps).reversed()) {
            try {
                step.apply(sys, nics);
                steps.remove(steps.lastIndexOf(step));
            } catch (StorageException failed) {
                first = first == null ? failed : first;
            }
        }
        write();
        if (first != null) {
            throw new StorageException(
                    first.errno(),
                    "Not all of the PCI bus could be put back: " + first.getMessage() + " " + file
                            + " keeps the rest for the next try.",
                    first);
        }
    }

    private void write() {
        try {
            if (steps.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            var text = new StringBuilder(boot).append('\n');
            steps.forEach(step -> text.append(step.line()).append('\n'));
            Files.createDirectories(file.toAbsolutePath().getParent());
            // Whole and beside the old one: a torn write must not lose what is there.
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            try (FileChannel channel = FileChannel.open(
                    fresh,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            throw failed("cannot be written", refused);
        }
    }

    private StorageException failed(String what, IOException why) {
        return new StorageException(
                Errno.EIO,
                "The journal " + file + " of changes to the PCI bus " + what + " ("
                        + why.getMessage() + "); make the data folder writable.",
                why);
    }
}
