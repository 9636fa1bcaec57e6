/** Sessions, slots, retransmission, credits and paths. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
