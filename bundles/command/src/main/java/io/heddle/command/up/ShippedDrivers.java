package io.heddle.command.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Puts the shipped drivers into an instance's deploy folder, where each one can be updated or
 * removed alone.
 *
 * <p>What the operator did there stays: a driver that was removed does not come back, and one that
 * was replaced is not overwritten. Only a file that is still as shipped is renewed. {@code
 * deploy.shipped} says what was put there: a line {@code SHA256 NAME} for each.
 */
final class ShippedDrivers {
    private final Path deploy;
    private final Path ledger;

    ShippedDrivers(Path data) {
        this.deploy = data.resolve("deploy");
        this.ledger = data.resolve("deploy.shipped");
    }

    void renew(List<Path> shipped) throws IOException {
        Map<String, String> before = read();
        StringBuilder now = new StringBuilder();
        for (Path jar : shipped) {
            String name = jar.getFileName().toString();
            Path target = deploy.resolve(name);
            String known = before.get(name);
            boolean isNew = known == null && !Files.exists(target);
            boolean isUntouched = Files.exists(target) && digest(target).equals(known);
            if (isNew || isUntouched) {
                copy(jar, target);
                known = digest(jar);
            }
            if (known != null) {
                now.append(known).append(' ').append(name).append('\n');
            }
        }
        Files.writeString(ledger, now);
    }

    private Map<String, String> read() throws IOException {
        Map<String, String> lines = new HashMap<>();
        if (Files.exists(ledger)) {
            for (String line : Files.readAllLines(ledger)) {
                int blank = line.indexOf(' ');
                if (blank > 0) {
                    lines.put(line.substring(blank + 1), line.substring(0, blank));
                }
            }
        }
        return lines;
    }

    /** File Install does not look at dot-files, so it never sees half a jar. */
    private static void copy(Path jar, Path target) throws IOException {
        Path fresh = target.resolveSibling("." + target.getFileName());
        Files.copy(jar, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }
}
