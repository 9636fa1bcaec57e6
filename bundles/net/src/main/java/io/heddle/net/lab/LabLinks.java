package io.heddle.net.lab;

import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The interfaces that the lab of one data folder makes: their names begin with a prefix of its own, and
 * each has an alias that says whose it is, so that whoever cleans up after a crash takes no other's.
 * The file {@code lab} of the data folder says that the lab is wanted, and with which prefix.
 */
public final class LabLinks {
    static final String FILE = "lab";

    private static final int EIO = 5;
    private static final Path ROOT = Path.of("/");

    /** Five digits of it: with "hdl", a letter and a number that leaves room in 15 characters. */
    private static final int ID_DIGITS = 5;

    private static final int ALIAS_DIGITS = 16;
    private static final Pattern LINE = Pattern.compile("links (hdl[0-9a-f]{5})");

    /** A line of {@code ip -o link}: "7: name@peer: <BROADCAST> mtu ... \\    alias text". */
    private static final Pattern LINK = Pattern.compile("^[0-9]+: ([^:@]+)");

    private static final Pattern ALIAS = Pattern.compile(" alias (\\S+)");

    private final Path file;
    private final String digest;

    private LabLinks(Path file, String digest) {
        this.file = file;
        this.digest = digest;
    }

    /** Those of a data folder, whether there are any or not. */
    public static LabLinks of(Path data) {
        try {
            byte[] name = data.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
            return new LabLinks(data.resolve(FILE), HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        } catch (IOException absent) {
            throw new StorageException(
                    EIO, "The data folder " + data + " cannot be read: " + absent + ".", absent);
        }
    }

    /** What the name of each begins with, such as "hdl3fa9c"; of this folder and always the same. */
    public String prefix() {
        return "hdl" + digest.substring(0, ID_DIGITS);
    }

    /** What each carries as its alias, which `ip link` shows; but for taps, which have none. */
    public String alias() {
        return "heddle-lab-" + digest.substring(0, ALIAS_DIGITS);
    }

    /** A number of the folder, to spread instances over addresses. */
    public int spread() {
        return Integer.parseInt(digest.substring(ID_DIGITS, ID_DIGITS + 4), 16);
    }

    /** Whether an operator brought the lab up and did not take it down. */
    public boolean isWanted() {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> LINE.matcher(line).matches());
        } catch (NoSuchFileException nobody) {
            return false;
        } catch (IOException unreadable) {
            throw broken(unreadable);
        }
    }

    /** Remembers over a restart whether the lab is wanted; before anything is made. */
    public void wanted(boolean wanted) {
        Path fresh = file.resolveSibling("." + FILE + ".new");
        try {
            if (wanted) {
                Files.writeString(fresh, "links " + prefix() + "\n");
                Files.move(
                        fresh,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    private StorageException broken(IOException why) {
        return new StorageException(
                EIO,
                "The file " + file + " cannot be read or written: " + why
                        + "; make it readable and writable.",
                why);
    }

    /** Ours that are there now. One that was made and has no alias yet is ours, too. */
    public List<String> present() {
        List<String> named = new ArrayList<>(names(ROOT));
        named.removeIf(name -> !name.startsWith(prefix()));
        if (named.isEmpty()) {
            return named;
        }
        named.clear();
        for (String line : IpCommand.output("-o", "link", "show").split("\n")) {
            Matcher link = LINK.matcher(line);
            if (link.find() && link.group(1).startsWith(prefix())) {
                Matcher alias = ALIAS.matcher(line);
                if (!alias.find() || alias.group(1).equals(alias())) {
                    named.add(link.group(1));
                }
            }
        }
        return named;
    }

    /**
     * The names of all interfaces of this process's network namespace, which /sys need not be of.
     *
     * @param root "/", or a recorded tree
     */
    public static List<String> names(Path root) {
        try (Stream<String> lines = Files.lines(root.resolve("proc/net/dev"))) {
            return lines.filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .toList();
        } catch (NoSuchFileException noNetwork) {
            return List.of();
        } catch (IOException unreadable) {
            throw new StorageException(
                    EIO,
                    root.resolve("proc/net/dev") + " cannot be read: " + unreadable
                            + "; mount /proc.",
                    unreadable);
        }
    }

    /** Removes all that are there; how many. */
    public int remove() {
        List<String> ours = present();
        for (String name : ours) {
            // The other end of a veth goes with it.
            if (names(ROOT).contains(name)) {
                IpCommand.run(List.of("link del " + name));
            }
        }
        return ours.size();
    }
}
