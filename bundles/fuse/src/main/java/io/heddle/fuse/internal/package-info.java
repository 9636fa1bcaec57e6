/** One class for each group of operations: from the kernel's request to the client's and back. */
@NullMarked
package io.heddle.fuse.internal;

import org.jspecify.annotations.NullMarked;
