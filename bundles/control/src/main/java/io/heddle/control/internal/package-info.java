/** The agreed configuration and its state machine. */
@NullMarked
package io.heddle.control.internal;

import org.jspecify.annotations.NullMarked;
