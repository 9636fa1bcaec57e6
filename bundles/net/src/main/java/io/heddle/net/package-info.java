/** The port, the driver SPI and the switchboard. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
