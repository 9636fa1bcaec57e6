package io.heddle.hardware.trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Breaks one entry of a tree in a way that a seed decides. */
public final class TreeDamage {
    private static final int MOST_NOISE_BYTES = 200;

    private TreeDamage() {}

    /** Breaks one entry and says how. */
    public static String strike(Path root, Random random) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(root)) {
            all = paths.filter(path -> !path.equals(root)).sorted().toList();
        }
        if (all.isEmpty()) {
            return "nothing is left";
        }
        Path victim = all.get(random.nextInt(all.size()));
        String how = strike(victim, random, all.get(random.nextInt(all.size())), root);
        return how + " " + root.relativize(victim);
    }

    private static String strike(Path victim, Random random, Path other, Path root)
            throws IOException {
        boolean file = Files.isRegularFile(victim, LinkOption.NOFOLLOW_LINKS);
        switch (random.nextInt(6)) {
            case 0 -> {
                if (file) {
                    byte[] bytes = Files.readAllBytes(victim);
                    Files.write(victim, cut(bytes, random));
                    return "truncate";
                }
                delete(victim);
                return "delete";
            }
            case 1, 2 -> {
                byte[] noise = new byte[random.nextInt(MOST_NOISE_BYTES)];
                random.nextBytes(noise);
                delete(victim);
                Files.write(victim, noise);
                return "garbage";
            }
            case 3 -> {
                delete(victim);
                Files.createDirectory(victim);
                return "folder";
            }
            case 4 -> {
                delete(victim);
                Files.createSymbolicLink(victim, Path.of("/" + root.relativize(other)));
                return "link";
            }
            default -> {
                delete(victim);
                return "delete";
            }
        }
    }

    private static byte[] cut(byte[] bytes, Random random) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    private static void delete(Path victim) throws IOException {
        List<Path> inside;
        try (Stream<Path> paths = Files.walk(victim)) {
            inside = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }
}
