package io.heddle.itests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.UrlProvisionOption;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The distribution as Pax Exam starts it: the same bundles, start levels and framework properties
 * as {@code heddle up}, with a data folder of its own below {@code target/}.
 */
final class ShippedContainer {
    private static final Path HOME = Path.of(System.getProperty("heddle.dist", "."));

    /** Above the highest folder of {@code bundle/}; Pax Exam alone would stop at 5. */
    private static final int LAST_LEVEL = 40;

    private ShippedContainer() {}

    /** All options; {@code more} are framework properties such as heddle.servers. */
    static Option[] options(String name, Map<String, String> more) throws IOException {
        Path data = Path.of("target", "data", name).toAbsolutePath();
        clear(data);
        lay(data);
        Map<String, String> heddle = new TreeMap<>(more);
        heddle.put("heddle.data", data.toString());
        heddle.put("heddle.home", HOME.toRealPath().toString());
        heddle.putIfAbsent("heddle.port", Integer.toString(FreePort.find()));
        heddle.putIfAbsent("heddle.servers", "6");
        heddle.putIfAbsent("heddle.control", "1");
        heddle.putIfAbsent("heddle.protection", "3x");
        heddle.putIfAbsent("heddle.capacity", Long.toString(256L << 20));
        heddle.putIfAbsent("heddle.seal", "true");
        List<Option> options = new ArrayList<>();
        options.add(cleanCaches());
        options.add(frameworkStartLevel(LAST_LEVEL));
        heddle.forEach((key, value) -> options.add(frameworkProperty(key).value(value)));
        containerProperties(heddle)
                .forEach((key, value) -> options.add(frameworkProperty(key).value(value)));
        options.add(systemProperty("heddle.data").value(data.toString()));
        options.add(systemProperty("logback.configurationFile")
                .value(HOME.resolve("conf/logback.xml").toString()));
        options.addAll(bundles());
        options.add(junitBundles());
        return options.toArray(Option[]::new);
    }

    /** What an earlier run has left. */
    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void lay(Path data) throws IOException {
        for (String folder : List.of("conf", "deploy", "log", "tmp")) {
            Files.createDirectories(data.resolve(folder));
        }
        Files.writeString(data.resolve("token"), "a-token-for-tests\n");
        for (Path driver : files(HOME.resolve("drivers"))) {
            Path target = data.resolve("deploy").resolve(driver.getFileName());
            Files.deleteIfExists(target);
            Files.copy(driver, target);
        }
    }

    private static List<Option> bundles() throws IOException {
        List<Option> options = new ArrayList<>();
        for (Path folder : files(HOME.resolve("bundle"))) {
            int level = Integer.parseInt(folder.getFileName().toString());
            for (Path jar : files(folder)) {
                UrlProvisionOption bundle = bundle(jar.toUri().toString());
                options.add(isFragment(jar) ? bundle.noStart() : bundle.startLevel(level));
            }
        }
        return options;
    }

    private static boolean isFragment(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue("Fragment-Host") != null;
        }
    }

    private static Map<String, String> containerProperties(Map<String, String> heddle)
            throws IOException {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(HOME.resolve("conf/container.properties"))) {
            file.load(reader);
        }
        Map<String, String> properties = new TreeMap<>();
        for (String key : file.stringPropertyNames()) {
            String value = file.getProperty(key);
            for (Map.Entry<String, String> known : heddle.entrySet()) {
                value = value.replace("${" + known.getKey() + "}", known.getValue());
            }
            properties.put(key, value);
        }
        // Pax Exam has its own folder and level.
        properties.remove("org.osgi.framework.storage");
        return properties;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
