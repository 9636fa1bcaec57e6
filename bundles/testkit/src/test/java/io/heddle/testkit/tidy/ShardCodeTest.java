package io.heddle.testkit.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code that runs in the simulator takes clock, timers, random numbers and disk from {@code Env} and
 * the network from {@code NetPort}. Whatever else differs from run to run is forbidden here, so that a
 * seed is the same run on every machine.
 */
class ShardCodeTest {
    /** Bundles whose code runs in the simulator, too. */
    private static final List<String> MODULES = List.of(
            "bundles/transport",
            "bundles/drive",
            "bundles/meta",
            "bundles/client",
            "bundles/layout",
            "bundles/wire");

    private record Rule(String what, Pattern pattern) {
        Rule(String what, String pattern) {
            this(what, Pattern.compile(pattern));
        }
    }

    /** A file that may do what a rule forbids, because it stands between shard code and the world. */
    private record Exempt(String file, String what, String because) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "clock",
                    "System\\.nanoTime|currentTimeMillis|\\b(?:Instant|Year|\\w+Date\\w*|\\w+Time)"
                            + "\\.now\\b|Clock\\.system|new Date\\(\\)"),
            new Rule(
                    "thread",
                    "new Thread\\b|Thread\\.(?!State)\\w+|ThreadFactory|Executor|ForkJoin"
                            + "|commonPool|\\w+Async\\(|parallelStream|\\.parallel\\(\\)"
                            + "|java\\.util\\.Timer\\b|LockSupport|CompletableFuture"
                            + "|\\b(?:CountDownLatch|Semaphore|CyclicBarrier|Phaser)\\b|\\w+Lock\\(\\)"
                            + "|\\bsynchronized\\b|\\.wait\\(|\\.notify(?:All)?\\(|ThreadLocal\\b"),
            new Rule(
                    "random",
                    "ThreadLocalRandom|randomUUID|SecureRandom|Math\\.random"
                            + "|new (?:Splittable)?Random\\(\\)|RandomGenerator\\.(?:of|getDefault)"),
            new Rule(
                    "channel or file",
                    "\\w+Channel\\b|java\\.nio\\.channels|java\\.net\\.\\w*Socket|\\bFiles\\."
                            + "|java\\.io\\.\\w*File"),
            new Rule(
                    "order that differs from JVM to JVM",
                    "identityHashCode|IdentityHashMap|WeakHashMap|\\bSet\\.(?:of|copyOf)\\("
                            + "|\\bMap\\.(?:of|copyOf|ofEntries)\\(|toUnmodifiable(?:Set|Map)"
                            + "|Collectors\\.(?:toSet|toMap|groupingBy|partitioningBy)"));

    private static final List<Exempt> EXEMPT = List.of(
            new Exempt(
                    "bundles/transport/src/main/java/io/heddle/transport/internal/TransportService.java",
                    "order that differs from JVM to JVM",
                    "loops are asked for by key; only the end of all walks over them"),
            new Exempt(
                    "bundles/transport/src/main/java/io/heddle/transport/internal/TransportService.java",
                    "thread",
                    "the service is called by threads of the framework"),
            new Exempt(
                    "bundles/meta/src/main/java/io/heddle/meta/internal/RunningServer.java",
                    "thread",
                    "starts and stops a server from outside of its loop"),
            new Exempt(
                    "bundles/meta/src/main/java/io/heddle/meta/internal/MetaServers.java",
                    "thread",
                    "starts and stops servers from outside of their loops"),
            new Exempt(
                    "bundles/meta/src/main/java/io/heddle/meta/internal/MetaServers.java",
                    "channel or file",
                    "asks who owns the data folder before there is a server"),
            new Exempt(
                    "bundles/client/src/main/java/io/heddle/client/internal/Link.java",
                    "thread",
                    "puts a client onto its loop from outside"),
            new Exempt(
                    "bundles/client/src/main/java/io/heddle/client/internal/ClientLedger.java",
                    "thread",
                    "asks a client on its loop from outside"),
            new Exempt(
                    "bundles/client/src/main/java/io/heddle/client/internal/ClientComponent.java",
                    "thread",
                    "is called by threads of the framework"));

    private static final Pattern HASHED = Pattern.compile(
            "\\b(?:Concurrent)?Hash(?:Map|Set)<\\s*(\\w+)|newKeySet\\(|new HashSet<>\\((\\w*)");
    private static final Pattern RECORD = Pattern.compile("\\brecord\\s+(\\w+)");
    private static final Set<String> WITH_HASH =
            Set.of("Long", "Integer", "Short", "Byte", "Character", "Boolean", "String");

    @Test
    void shouldTakeTheWorldFromEnv() throws IOException {
        List<String> offenders = new ArrayList<>();
        var used = new HashSet<Exempt>();
        for (JavaFile file : shardFiles()) {
            for (Rule rule : RULES) {
                List<String> found = found(file, rule);
                Exempt allowed = allowed(file, rule);
                if (allowed == null) {
                    offenders.addAll(found);
                } else if (!found.isEmpty()) {
                    used.add(allowed);
                }
            }
        }
        for (Exempt exempt : EXEMPT) {
            if (!used.contains(exempt)) {
                offenders.add(exempt + " is not needed any more");
            }
        }
        assertTrue(offenders.isEmpty(), () -> "\n" + String.join("\n", offenders));
    }

    /** An iteration over identity hashes is another one in each JVM. */
    @Test
    void shouldHashOnlyKeysWithAHashOfTheirOwn() throws IOException {
        List<String> offenders = new ArrayList<>();
        Set<String> records = new HashSet<>(WITH_HASH);
        for (JavaFile file : SourceTree.read()) {
            Matcher matcher = RECORD.matcher(file.code());
            while (matcher.find()) {
                records.add(matcher.group(1));
            }
        }
        for (JavaFile file : shardFiles()) {
            offenders.addAll(hashed(file, records));
        }
        assertTrue(offenders.isEmpty(), () -> "\n" + String.join("\n", offenders));
    }

    @Test
    void shouldFindWhatItLooksFor() {
        String path = "bundles/drive/src/main/java/Foo.java";
        String[] bad = {
            "long a = System.nanoTime();",
            "Thread.ofVirtual().start(x);",
            "var l = new ReentrantLock();",
            "x.thenRunAsync(y);",
            "synchronized (this) {}",
            "UUID.randomUUID();",
            "new SplittableRandom();",
            "FileChannel c;",
            "for (var x : Set.of(1, 2)) {}",
            "stream.collect(Collectors.toSet());"
        };
        for (String line : bad) {
            var file = new JavaFile(path, line);
            assertEquals(
                    1,
                    RULES.stream().filter(rule -> !found(file, rule).isEmpty()).count(),
                    line);
        }
        var fine =
                new JavaFile(path, "/* System.nanoTime */ String s = \"Set.of(\"; env.nanoTime();");
        RULES.forEach(rule -> assertEquals(List.of(), found(fine, rule)));
        var keys = new JavaFile(path, "Map<Foo, Long> a = new HashMap<Foo, Long>();");
        assertEquals(1, hashed(keys, Set.of("Long")).size());
        assertEquals(0, hashed(keys, Set.of("Foo")).size());
    }

    private static List<JavaFile> shardFiles() throws IOException {
        List<JavaFile> files = SourceTree.read();
        files.removeIf(file -> !file.isMain() || !MODULES.contains(file.module()));
        assertTrue(files.size() > 100, "only " + files.size() + " files were found");
        return files;
    }

    private static @org.jspecify.annotations.Nullable Exempt allowed(JavaFile file, Rule rule) {
        return EXEMPT.stream()
                .filter(one -> one.file.equals(file.path()) && one.what.equals(rule.what))
                .findFirst()
                .orElse(null);
    }

    private static List<String> found(JavaFile file, Rule rule) {
        List<String> offenders = new ArrayList<>();
        String[] lines = file.code().split("\n");
        for (int i = 0; i < lines.length; i++) {
            Matcher matcher = rule.pattern.matcher(lines[i]);
            if (!lines[i].startsWith("import ") && matcher.find()) {
                offenders.add(file.path() + ":" + (i + 1) + ": " + matcher.group() + " ("
                        + rule.what + ")");
            }
        }
        return offenders;
    }

    private static List<String> hashed(JavaFile file, Set<String> withHash) {
        List<String> offenders = new ArrayList<>();
        Matcher matcher = HASHED.matcher(file.code());
        while (matcher.find()) {
            String key = matcher.group(1);
            if (key == null || !withHash.contains(key)) {
                offenders.add(file.path() + ": " + matcher.group()
                        + ": name a key with a hash of its own, or use a TreeMap");
            }
        }
        return offenders;
    }
}
