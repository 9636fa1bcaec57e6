/** Inodes, dentries, locks, leases, replication of buckets. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.meta;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
