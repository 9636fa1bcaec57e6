/** The agreed log. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.consensus;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
