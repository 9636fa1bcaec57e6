/** What the hardware is, read from sysfs and procfs. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.hardware;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
