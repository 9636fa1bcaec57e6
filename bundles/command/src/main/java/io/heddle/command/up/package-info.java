/** Starting and stopping an instance. */
@NullMarked
package io.heddle.command.up;

import org.jspecify.annotations.NullMarked;
