package io.heddle.testkit.tidy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The Java files of the repository that this test runs in. */
final class SourceTree {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".heddle", "node_modules");

    private SourceTree() {}

    static List<JavaFile> read() throws IOException {
        Path root = root();
        List<JavaFile> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                if (file.toString().endsWith(".java")) {
                    String path = root.relativize(file).toString();
                    files.add(new JavaFile(path, Files.readString(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort((a, b) -> a.path().compareTo(b.path()));
        return files;
    }

    /** The folder above this module that has the shared configuration. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("cnf/pom.xml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("The test runs outside of the repository.");
        }
        return folder;
    }
}
