package io.heddle.console.internal;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a jar says about itself.
 *
 * @param symbolicName of the bundle; empty if it is none
 * @param version of the bundle; empty if it is none
 * @param reason why it is no bundle, or null if it is one
 */
record JarVerdict(
        String symbolicName, String version, @Nullable String reason) {

    /** Reads every entry's directory record and the manifest, not the contents. */
    static JarVerdict of(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return refused("It has no manifest.");
            }
            Attributes attributes = manifest.getMainAttributes();
            String name = attributes.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null || name.isBlank()) {
                return refused("Its manifest has no Bundle-SymbolicName, so it is no bundle.");
            }
            int directives = name.indexOf(';');
            String plain = directives < 0 ? name : name.substring(0, directives);
            String version = attributes.getValue(Constants.BUNDLE_VERSION);
            return new JarVerdict(plain.trim(), Version.parseVersion(version).toString(), null);
        } catch (IOException broken) {
            return refused("It is not a readable jar: " + broken.getMessage() + ".");
        } catch (IllegalArgumentException malformed) {
            return refused("Its manifest is malformed: " + malformed.getMessage() + ".");
        }
    }

    /** What the framework says when it is asked to start a bundle that it could not resolve. */
    static String whyNotResolved(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "It did not start at first.";
        } catch (BundleException refusal) {
            return String.valueOf(refusal.getMessage());
        } catch (IllegalStateException gone) {
            return "It was uninstalled meanwhile.";
        }
    }

    private static JarVerdict refused(String reason) {
        return new JarVerdict("", "", reason);
    }
}
