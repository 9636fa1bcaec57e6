package io.heddle.hardware.trees;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tree as text, a path a line:
 * <pre>
 * # a comment
 * /a/file: its only line
 * /a/table:
 * | the first of
 * | several lines
 * /a/link -> where/to
 * /a/folder/
 * /a/secret ! why it cannot be read
 * </pre>
 * In a value {@code \xHH} is a byte that is no printable ASCII and {@code \\} a backslash.
 */
public final class TreeText {
    private static final String REFUSED_LIST = "unreadable.txt";
    private static final String README = "README.md";

    private TreeText() {}

    /** Prints the text of a folder that {@code heddle net inventory --record} made. */
    public static void main(String[] args) throws IOException {
        System.out.print(pack(Path.of(args[0])));
    }

    /** Makes the files, folders and links below a folder. */
    public static void unpack(String text, Path folder) throws IOException {
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        var refused = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("|")) {
                continue;
            }
            if (!line.startsWith("/")) {
                throw new IllegalArgumentException("No path starts the line: " + line);
            }
            var block = new StringBuilder();
            for (int next = i + 1; next < lines.size() && lines.get(next).startsWith("|"); next++) {
                String row = lines.get(next);
                block.append(row.length() > 2 ? row.substring(2) : "").append('\n');
            }
            one(line, block.toString(), folder, refused);
        }
        if (!refused.isEmpty()) {
            Files.writeString(folder.resolve(REFUSED_LIST), refused);
        }
    }

    private static void one(String line, String block, Path folder, StringBuilder refused)
            throws IOException {
        int arrow = line.indexOf(" -> ");
        int because = line.indexOf(" ! ");
        int colon = line.endsWith(":") ? line.length() - 1 : line.indexOf(": ");
        if (because > 0 && (colon < 0 || because < colon)) {
            // The list says it all; what it is must stand on its own line where that matters.
            refused.append(line, 0, because).append('\t').append(line.substring(because + 3));
            refused.append('\n');
        } else if (arrow > 0 && (colon < 0 || arrow < colon)) {
            Path link = made(folder, line.substring(0, arrow));
            Files.createSymbolicLink(link, Path.of(line.substring(arrow + 4)));
        } else if (colon > 0) {
            String value = line.length() > colon + 2 ? line.substring(colon + 2) + "\n" : block;
            Files.write(made(folder, line.substring(0, colon)), bytes(value));
        } else if (line.endsWith("/")) {
            Files.createDirectories(made(folder, line));
        } else {
            throw new IllegalArgumentException("Neither file, folder nor link: " + line);
        }
    }

    private static Path made(Path folder, String path) throws IOException {
        Path file = folder.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        return file;
    }

    /** The text of a folder; unpacking it gives the same folder, but for line ends at file ends. */
    public static String pack(Path folder) throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted().filter(path -> !path.equals(folder)).forEach(path -> {
                try {
                    text.append(packed(folder, path));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
        Path list = folder.resolve(REFUSED_LIST);
        if (Files.exists(list)) {
            Files.readAllLines(list)
                    .forEach(line -> text.append(line.replaceFirst("\t", " ! ")).append('\n'));
        }
        return text.toString();
    }

    private static String packed(Path folder, Path path) throws IOException {
        String name = "/" + folder.relativize(path);
        if (name.equals("/" + REFUSED_LIST) || name.equals("/" + README)) {
            return "";
        }
        if (Files.isSymbolicLink(path)) {
            return name + " -> " + Files.readSymbolicLink(path) + "\n";
        }
        if (Files.isDirectory(path)) {
            try (Stream<Path> entries = Files.list(path)) {
                return entries.findAny().isPresent() ? "" : name + "/\n";
            }
        }
        String value = escaped(Files.readAllBytes(path)).stripTrailing();
        if (value.isEmpty()) {
            return name + ":\n";
        }
        if (!value.contains("\n")) {
            return name + ": " + value + "\n";
        }
        var text = new StringBuilder(name + ":\n");
        value.lines().forEach(line -> text.append("| ").append(line).append('\n'));
        return text.toString();
    }

    private static String escaped(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            if (b == '\\') {
                text.append("\\\\");
            } else if (b == '\n' || b == '\t' || b >= ' ' && b < 0x7f) {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b & 0xff));
            }
        }
        return text.toString();
    }

    private static byte[] bytes(String value) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\\' && value.startsWith("\\x", i)) {
                out.write(Integer.parseInt(value.substring(i + 2, i + 4), 16));
                i += 3;
            } else if (value.charAt(i) == '\\') {
                out.write('\\');
                i++;
            } else {
                out.writeBytes(value.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
