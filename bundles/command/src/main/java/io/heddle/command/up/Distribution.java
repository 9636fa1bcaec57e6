package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The files of this version: {@code bundle/ drivers/ conf/ lib/ bin/}. */
record Distribution(Path home) {
    /** Named by the script; else the folder above the one of this jar's folder. */
    static Distribution find() {
        String named = System.getProperty("heddle.home");
        Path home = named == null ? besideThisJar() : Path.of(named);
        if (!Files.exists(home.resolve("lib/launcher.jar"))) {
            throw new CommandException(
                    Exit.FAILED,
                    "There is no distribution in " + home + ": run bin/heddle of an unpacked one,"
                            + " or ./heddle of a checkout.");
        }
        return new Distribution(home.toAbsolutePath().normalize());
    }

    List<Path> drivers() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("drivers"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** Copies what the JVM keeps open, so that a build beside it cannot pull it away. */
    Path copyLauncher(Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("lib"));
        for (String name : List.of("launcher.jar", "org.apache.felix.framework.jar")) {
            Path fresh = folder.resolve("." + name);
            Files.copy(
                    home.resolve("lib").resolve(name), fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        return folder.resolve("launcher.jar");
    }

    private static Path besideThisJar() {
        try {
            Path jar = Path.of(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // HOME/lib/command/io.heddle.command.jar
            return jar.resolve("../../..").normalize();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("A jar has a path.", impossible);
        }
    }
}
