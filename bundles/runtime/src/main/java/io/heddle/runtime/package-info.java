/** Env, agents, loops, rings, counters, buffer pools. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
