/** Inode, extent, stripe and chunk arithmetic, placement. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.layout;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
