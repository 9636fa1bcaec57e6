/** The rules of networks: descriptions in, plans with evidence out. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.planner;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
