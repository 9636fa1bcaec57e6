/** What a NIC driver implements. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.net.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
