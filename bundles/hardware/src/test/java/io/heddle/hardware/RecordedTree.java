package io.heddle.hardware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds a small tree as sysfs would show it. */
final class RecordedTree {
    private final Path root;

    RecordedTree(Path root) {
        this.root = root;
    }

    RecordedTree file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
        return this;
    }

    RecordedTree folder(String path) throws IOException {
        Files.createDirectories(root.resolve(path.substring(1)));
        return this;
    }

    /** A relative link, as sysfs has them: {@code target} is relative to the link's folder. */
    RecordedTree link(String path, String target) throws IOException {
        Path link = root.resolve(path.substring(1));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    Inventory read() {
        return Inventory.read(root);
    }
}
