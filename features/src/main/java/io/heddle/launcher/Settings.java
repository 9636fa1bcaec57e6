package io.heddle.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The framework's properties: {@code conf/container.properties} with {@code ${heddle.*}} replaced,
 * and every system property that starts with {@code heddle.}.
 */
final class Settings {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(heddle\\.[a-z.]+)}");
    private static final String PREFIX = "heddle.";

    private Settings() {}

    static Map<String, String> load(Path home, Path data) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String key : System.getProperties().stringPropertyNames()) {
            if (key.startsWith(PREFIX)) {
                settings.put(key, System.getProperty(key));
            }
        }
        settings.put("heddle.home", home.toString());
        settings.put("heddle.data", data.toString());
        settings.putIfAbsent("heddle.port", "8686");
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("conf/container.properties"))) {
            file.load(reader);
        }
        for (String key : file.stringPropertyNames()) {
            settings.put(key, replaced(key, file.getProperty(key), settings));
        }
        return settings;
    }

    private static String replaced(String key, String text, Map<String, String> settings)
            throws IOException {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String value = settings.get(matcher.group(1));
            if (value == null) {
                throw new IOException(key + " uses " + matcher.group() + ", which is not set.");
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(result).toString();
    }
}
