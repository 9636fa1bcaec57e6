/** The heddle command: a plain jar that talks to a running instance. */
@NullMarked
package io.heddle.command;

import org.jspecify.annotations.NullMarked;
