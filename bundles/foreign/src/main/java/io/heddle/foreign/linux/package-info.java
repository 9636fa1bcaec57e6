/** Linux system calls and files. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.foreign.linux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
