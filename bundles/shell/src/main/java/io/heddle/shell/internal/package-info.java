/** Gogo commands. */
@NullMarked
package io.heddle.shell.internal;

import org.jspecify.annotations.NullMarked;
