package io.heddle.control.internal.trust;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokens that were given out: only their hashes, each with its end and whether it was used. A line
 * each, in a file of mode 0600, so that a restart forgets none.
 */
final class TokenBook {
    /** What became of a token that somebody shows. */
    enum Verdict {
        ACCEPTED,
        UNKNOWN,
        EXPIRED,
        USED
    }

    /** How long a used or expired token is remembered, to say so instead of "unknown". */
    private static final Duration MEMORY = Duration.ofDays(7);

    private record Entry(Instant end, boolean used) {}

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    TokenBook(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : KeyFile.readText(file).split("\n")) {
                read(line);
            }
        }
    }

    private void read(String line) {
        String[] parts = line.split(" ");
        try {
            var entry = new Entry(
                    Instant.ofEpochSecond(Long.parseLong(parts[1])), parts[2].equals("used"));
            entries.put(parts[0], entry);
        } catch (RuntimeException e) {
            throw KeyFile.damaged(file);
        }
    }

    synchronized void add(byte[] secret, Instant end, Instant now) {
        entries.values().removeIf(old -> old.end.plus(MEMORY).isBefore(now));
        entries.put(hash(secret), new Entry(end, false));
        save();
    }

    /** Takes a token; it is used, durably, before anybody hears that it was good. */
    synchronized Verdict use(byte[] secret, Instant now) {
        String hash = hash(secret);
        Entry entry = entries.get(hash);
        if (entry == null) {
            return Verdict.UNKNOWN;
        }
        if (entry.used) {
            return Verdict.USED;
        }
        if (now.isAfter(entry.end)) {
            return Verdict.EXPIRED;
        }
        entries.put(hash, new Entry(entry.end, true));
        save();
        return Verdict.ACCEPTED;
    }

    /** Until when a token can be used; {@link Instant#MIN} if none can. */
    synchronized Instant openUntil(Instant now) {
        return entries.values().stream()
                .filter(entry -> !entry.used && entry.end.isAfter(now))
                .map(Entry::end)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    private void save() {
        var text = new StringBuilder();
        entries.forEach((hash, entry) -> text.append(hash)
                .append(' ')
                .append(entry.end.getEpochSecond())
                .append(entry.used ? " used\n" : " open\n"));
        KeyFile.writeText(file, text.toString());
    }

    private static String hash(byte[] secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no SHA-256", e);
        }
    }
}
