/** Suites and fakes for driver authors, and the tidy test. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
