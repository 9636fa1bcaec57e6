package io.heddle.systests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An independent witness: writes blocks and names, makes each durable, and only then notes it in a
 * log outside the mount. Its checker reads the log and looks for all of it on the mount.
 *
 * <p>Log lines: {@code B FILE BLOCK STAMP} for a block whose fdatasync returned, {@code N NAME} for a
 * file that was created and fsynced, {@code R FROM TO} for a rename that returned, {@code D NAME} for
 * a removal that returned. A line that begins with '?' was begun and may or may not have happened.
 */
public final class DurableWriter {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 256;

    private DurableWriter() {}

    /** Arguments: folder on the mount, log file, seed. Runs until an I/O error ends it. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        long seed = Long.parseLong(args[2]);
        var random = new SplittableRandom(seed);
        try (var log = new RandomAccessFile(args[1], "rw")) {
            log.seek(log.length());
            Files.createDirectories(folder);
            run(folder, log, random, seed);
        } catch (IOException end) {
            System.err.println("ended by " + end);
        }
    }

    private static void run(Path folder, RandomAccessFile log, SplittableRandom random, long seed)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        String file = "data-" + seed;
        List<String> names = new ArrayList<>();
        try (var channel = FileChannel.open(
                folder.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long stamp = 1; ; stamp++) {
                int index = random.nextInt(BLOCKS);
                fill(block, seed, index, stamp);
                note(log, "?B " + file + " " + index + " " + stamp);
                channel.write(block, (long) index * BLOCK);
                channel.force(false);
                note(log, "B " + file + " " + index + " " + stamp);
                names(folder, log, random, names, seed, stamp);
            }
        }
    }

    private static void names(
            Path folder,
            RandomAccessFile log,
            SplittableRandom random,
            List<String> names,
            long seed,
            long stamp)
            throws IOException {
        int choice = random.nextInt(8);
        if (choice == 0) {
            String name = "n-" + seed + "-" + stamp;
            note(log, "?N " + name);
            Files.createFile(folder.resolve(name));
            note(log, "N " + name);
            names.add(name);
        } else if (choice == 1 && !names.isEmpty()) {
            String from = names.remove(random.nextInt(names.size()));
            String to = from + "r";
            note(log, "?R " + from + " " + to);
            Files.move(folder.resolve(from), folder.resolve(to));
            note(log, "R " + from + " " + to);
            names.add(to);
        } else if (choice == 2 && names.size() > 20) {
            String name = names.remove(random.nextInt(names.size()));
            note(log, "?D " + name);
            Files.delete(folder.resolve(name));
            note(log, "D " + name);
        }
    }

    private static void note(RandomAccessFile log, String line) throws IOException {
        log.write((line + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static void fill(ByteBuffer block, long seed, int index, long stamp) {
        block.clear();
        var bytes = new SplittableRandom(seed * 31 + index * 1_000_003L + stamp);
        block.putLong(stamp);
        while (block.hasRemaining()) {
            block.putLong(bytes.nextLong());
        }
        block.flip();
    }

    /** Looks for everything that the log notes. @return what is missing or wrong, one line each */
    static List<String> check(Path folder, Path log) throws IOException {
        Map<String, Long> blocks = new HashMap<>();
        Map<String, Long> maybe = new HashMap<>();
        Map<String, Boolean> names = new HashMap<>();
        List<String> begun = new ArrayList<>();
        String last = "";
        for (String line : Files.readAllLines(log)) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "B" -> blocks.put(words[1] + " " + words[2], Long.parseLong(words[3]));
                case "?B" -> maybe.put(words[1] + " " + words[2], Long.parseLong(words[3]));
                case "N" -> names.put(words[1], true);
                case "R" -> {
                    names.put(words[1], false);
                    names.put(words[2], true);
                }
                case "D" -> names.put(words[1], false);
                default -> {}
            }
            if (last.startsWith("?") && !line.equals(last.substring(1))) {
                begun.add(last);
            }
            last = line;
        }
        begun.add(last);
        begun.forEach(line -> forget(names, line));
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Boolean> name : names.entrySet()) {
            if (Files.exists(folder.resolve(name.getKey())) != name.getValue()) {
                wrong.add(name.getKey() + (name.getValue() ? " is missing" : " is there again"));
            }
        }
        for (Map.Entry<String, Long> block : blocks.entrySet()) {
            checkBlock(
                    folder,
                    block.getKey(),
                    block.getValue(),
                    maybe.getOrDefault(block.getKey(), 0L),
                    wrong);
        }
        return wrong;
    }

    /** What a writer had begun and not noted as done when it ended may be either way. */
    private static void forget(Map<String, Boolean> names, String begun) {
        if (begun.startsWith("?") && !begun.startsWith("?B")) {
            String[] words = begun.split(" ");
            for (int i = 1; i < words.length; i++) {
                names.remove(words[i]);
            }
        }
    }

    private static void checkBlock(
            Path folder, String key, long stamp, long maybe, List<String> wrong)
            throws IOException {
        String[] words = key.split(" ");
        int index = Integer.parseInt(words[1]);
        long seed = Long.parseLong(words[0].substring("data-".length()));
        ByteBuffer seen = ByteBuffer.allocate(BLOCK);
        try (var channel = FileChannel.open(folder.resolve(words[0]), StandardOpenOption.READ)) {
            if (channel.read(seen, (long) index * BLOCK) != BLOCK) {
                wrong.add(key + " is short");
                return;
            }
        }
        seen.flip();
        long found = seen.getLong(0);
        ByteBuffer wanted = ByteBuffer.allocate(BLOCK);
        fill(wanted, seed, index, found);
        if ((found != stamp && found != maybe) || !wanted.equals(seen)) {
            wrong.add(key + " holds stamp " + found + ", acknowledged was " + stamp);
        }
    }
}
