/** The heddle command. */
@NullMarked
package io.heddle.command;

import org.jspecify.annotations.NullMarked;
