/** The kernel descriptor of a mount and its threads. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.fusehost;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
