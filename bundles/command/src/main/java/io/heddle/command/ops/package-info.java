/** The commands that ask a running instance. */
@NullMarked
package io.heddle.command.ops;

import org.jspecify.annotations.NullMarked;
