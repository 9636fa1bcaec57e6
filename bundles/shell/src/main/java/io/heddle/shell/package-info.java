/** Gogo commands. */
@NullMarked
package io.heddle.shell;

import org.jspecify.annotations.NullMarked;
