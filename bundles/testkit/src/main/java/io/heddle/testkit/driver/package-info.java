/** The conformance suite that every driver passes. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.testkit.driver;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
