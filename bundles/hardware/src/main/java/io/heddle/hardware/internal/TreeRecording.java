package io.heddle.hardware.internal;

import io.heddle.hardware.Inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with what was read of a tree: files, links as links, and a list of what was refused. */
public final class TreeRecording {
    private static final String README_NAME = "README.md";

    private static final String README = """
            # A recorded hardware inventory

            These are the files of /sys, /proc, /etc and so on that `heddle net inventory` reads, \
            and no others.
            Links are links, and `%s` lists what could not be read, with the reason.
            MAC addresses, IP addresses and the names of interfaces are in here; \
            the environment, command lines and keys are not.

            `heddle net inventory --root DIR` prints it, on any machine.
            """;

    private TreeRecording() {}

    public static Inventory record(Path root, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new DirectoryNotEmptyException(folder.toString());
            }
        }
        Tree tree = new Tree(root);
        Inventory inventory = InventoryReader.read(root, tree);
        write(tree.files(), folder);
        return inventory;
    }

    private static void write(RootedFiles files, Path folder) throws IOException {
        SortedMap<String, String> refused = new TreeMap<>(files.refused());
        for (Map.Entry<String, Entry> seen : files.seen().entrySet()) {
            Path path = folder.resolve(seen.getKey().substring(1));
            Files.createDirectories(path.getParent());
            switch (seen.getValue()) {
                case Entry.Folder() -> Files.createDirectories(path);
                case Entry.Content(byte[] bytes) -> Files.write(path, bytes);
                case Entry.Link(String target) -> Files.createSymbolicLink(path, Path.of(target));
                case Entry.Special() -> {
                    Files.createFile(path);
                    refused.put(seen.getKey(), Entry.Special.WHY);
                }
                case Entry.Refused(String _), Entry.Missing() -> {
                    // The list says it all.
                }
            }
        }
        var list = new StringBuilder();
        refused.forEach((path, because) -> list.append(RefusedList.line(path, because)));
        Files.writeString(folder.resolve(RefusedList.NAME), list);
        Files.write(
                folder.resolve(README_NAME),
                README.formatted(RefusedList.NAME).getBytes(StandardCharsets.UTF_8));
    }
}
