/** What POSIX and Linux promise of a file system, checked by system calls on any folder. */
@NullMarked
package io.heddle.systests.posix;

import org.jspecify.annotations.NullMarked;
