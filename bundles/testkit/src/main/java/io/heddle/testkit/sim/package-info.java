/** A deterministic world of one thread: loops, clocks, disks and a network that misbehave by a seed. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.testkit.sim;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
