package io.heddle.net.internal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which driver is returned to: the one that an operator chose, kept in a file of the data folder over
 * a restart, or else the one that was chosen first. Touched by one thread only.
 */
final class Preference {
    /** In the data folder: the name of a driver and a line end. */
    static final String FILE = "driver";

    /** A name is short; a file that is not ours must not fill the memory. */
    private static final int MOST_BYTES = 256;

    private final Notices notices;
    private @Nullable Path file;
    private @Nullable String name;
    private boolean byOperator;

    Preference(Notices notices) {
        this.notices = notices;
    }

    /** The data folder is known: what an operator chose in an earlier life counts again. */
    void home(Path folder) {
        Path kept = folder.resolve(FILE);
        file = kept;
        try (var in = Files.newInputStream(kept)) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
            if (!text.isEmpty()) {
                name = text;
                byOperator = true;
            }
            notices.choiceKept();
        } catch (NoSuchFileException nobodyChose) {
            notices.choiceKept();
        } catch (IOException unreadable) {
            notices.choiceNotKept(kept, unreadable);
        }
    }

    @Nullable
    String name() {
        return name;
    }

    boolean byOperator() {
        return byOperator;
    }

    boolean is(DriverEntry entry) {
        return entry.name().equals(name);
    }

    /** The switchboard's own choice, as long as no operator has one. */
    void automatic(String driver) {
        if (!byOperator) {
            name = driver;
        }
    }

    /** An operator chose. */
    void operator(String driver) {
        name = driver;
        byOperator = true;
        Path kept = file;
        if (kept == null) {
            return; // Without a data folder nothing outlives a restart.
        }
        Path fresh = kept.resolveSibling("." + FILE + ".new");
        try {
            Files.writeString(fresh, driver + "\n");
            Files.move(
                    fresh,
                    kept,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            notices.choiceKept();
        } catch (IOException unwritable) {
            notices.choiceNotKept(kept, unwritable);
        }
    }

    /** An operator leaves the choice to the switchboard again. */
    void forget() {
        byOperator = false;
        name = null;
        Path kept = file;
        if (kept == null) {
            return;
        }
        try {
            Files.deleteIfExists(kept);
            notices.choiceKept();
        } catch (IOException undeletable) {
            notices.choiceNotKept(kept, undeletable);
        }
    }

    /** The drivers in the order in which they are tried. */
    List<DriverEntry> order(List<DriverEntry> usable) {
        var order = new ArrayList<>(usable);
        order.sort((a, b) -> Boolean.compare(is(b), is(a)));
        return order;
    }
}
