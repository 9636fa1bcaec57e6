/** POSIX operations of the mount. */
@NullMarked
package io.heddle.fuse;

import org.jspecify.annotations.NullMarked;
