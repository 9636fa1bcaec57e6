/** The file system benchmark: the mount against a local folder, in one run. */
@NullMarked
package io.heddle.bench.fs;

import org.jspecify.annotations.NullMarked;
