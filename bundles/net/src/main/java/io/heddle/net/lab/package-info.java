/** Virtual ports for a try-out without hardware: what operators ask of them, and what they leave. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.net.lab;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
