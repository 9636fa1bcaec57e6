package io.heddle.testkit.tidy;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The cut of the architecture: who may import whom. */
final class Rows {
    private static final Map<String, Integer> ROWS = new LinkedHashMap<>();

    static {
        row(8, "fuse", "console", "rest", "shell");
        row(7, "client");
        row(6, "meta", "storage", "control");
        row(5, "transport", "drive", "erasure", "consensus", "planner", "drivers", "lab");
        row(4, "dpdk");
        row(3, "net", "layout", "fusehost");
        row(2, "wire", "hardware");
        row(1, "runtime");
        row(0, "foreign");
    }

    private Rows() {}

    private static void row(int number, String... bundles) {
        for (String bundle : bundles) {
            ROWS.put(bundle, number);
        }
    }

    /** The bundle of a package, such as "net" for io.heddle.net.spi. */
    static String bundle(String packageName) {
        String[] parts = packageName.split("\\.");
        return parts.length > 2 ? parts[2] : "";
    }

    /** A bundle's own name: drivers are bundles of their own below one package. */
    private static String own(String packageName) {
        String bundle = bundle(packageName);
        return bundle.equals("drivers") ? packageName.replace(".internal", "") : bundle;
    }

    /** What is wrong with that import, or null. */
    static @Nullable String complaint(String fromPackage, String importedPackage) {
        String from = bundle(fromPackage);
        String imported = bundle(importedPackage);
        if (own(fromPackage).equals(own(importedPackage))) {
            return null;
        }
        if (importedPackage.contains(".internal")) {
            return "the inside of " + imported;
        }
        Integer fromRow = ROWS.get(from);
        Integer importedRow = ROWS.get(imported);
        if (imported.equals("drivers") || imported.equals("lab")) {
            return "a driver";
        }
        if (fromRow == null) {
            return null; // The command, benchmarks and test tools stand beside the bundles.
        }
        if (importedRow == null) {
            return imported + ", which is no bundle";
        }
        return importedRow < fromRow ? null : imported + ", which is not in a lower row";
    }
}
