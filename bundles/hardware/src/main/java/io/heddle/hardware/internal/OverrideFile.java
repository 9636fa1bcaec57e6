package io.heddle.hardware.internal;

import io.heddle.hardware.CatalogueException;
import io.heddle.hardware.NicCatalogue;
import io.heddle.runtime.Events;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The operator's rows: looks at one file, and tells the catalogue that counts. What is wrong with
 * the file is an alert, and the catalogue before it stays, because a typing error must not change
 * what drivers do.
 */
final class OverrideFile {
    private static final String EVENT = "catalogue";
    private static final String ALERT = "catalogue-refused";
    private static final long MOST_BYTES = 4L << 20;

    private final Path file;
    private final String subject;
    private final NicCatalogue builtIn;
    private final Events events;
    private NicCatalogue current;
    private byte @Nullable [] seen;
    private byte @Nullable [] judged;
    private boolean isFirst = true;
    private boolean isJudged;

    OverrideFile(Path file, NicCatalogue builtIn, Events events) {
        this.file = file;
        this.subject = String.valueOf(file.getFileName());
        this.builtIn = builtIn;
        this.events = events;
        this.current = builtIn;
    }

    NicCatalogue current() {
        return current;
    }

    /**
     * Looks once. A change counts when two looks in a row saw the same bytes, so that a file that
     * is still being written is not judged; what is there on the first look counts at once.
     *
     * @return whether another catalogue counts now
     */
    boolean look() {
        byte[] now;
        try {
            now = read();
        } catch (IOException unreadable) {
            refuse("cannot be read", unreadable.toString());
            isFirst = false;
            isJudged = false;
            seen = null;
            return false;
        }
        boolean isSettled = isFirst || Arrays.equals(now, seen);
        boolean isNew = !isJudged || !Arrays.equals(now, judged);
        boolean wasThere = !isFirst;
        isFirst = false;
        seen = now;
        if (!isSettled || !isNew) {
            return false;
        }
        isJudged = true;
        judged = now;
        return now == null ? remove(wasThere) : judge(now);
    }

    private byte @Nullable [] read() throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    private boolean remove(boolean wasThere) {
        events.clear(ALERT, subject);
        if (wasThere) {
            events.event(EVENT, file + " is gone, the built-in NIC catalogue counts.");
        }
        return take(builtIn);
    }

    private boolean judge(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            NicCatalogue next = builtIn.withOverrides(text);
            events.clear(ALERT, subject);
            boolean isOther = take(next);
            if (isOther) {
                events.event(EVENT, "The NIC catalogue has the rows of " + file + " now.");
            }
            return isOther;
        } catch (CatalogueException wrong) {
            refuse("is refused", wrong.in(file.toString()));
        } catch (CharacterCodingException notText) {
            refuse("is refused", file + " is not text in UTF-8");
        }
        return false;
    }

    private boolean take(NicCatalogue next) {
        boolean isOther = !next.equals(current);
        current = next;
        return isOther;
    }

    private void refuse(String what, String evidence) {
        events.raise(
                ALERT,
                subject,
                "The NIC catalogue " + file + " " + what + ", and the one before it stays.",
                evidence,
                "Repair what it names, or remove the file; it is read again within seconds.");
    }
}
