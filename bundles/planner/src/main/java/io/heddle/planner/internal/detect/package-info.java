/** From an inventory of the hardware to a description. */
@NullMarked
package io.heddle.planner.internal.detect;

import org.jspecify.annotations.NullMarked;
