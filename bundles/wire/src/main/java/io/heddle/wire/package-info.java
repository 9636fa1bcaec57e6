/** Message flyweights, ids, epochs, error codes, protocol version. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
