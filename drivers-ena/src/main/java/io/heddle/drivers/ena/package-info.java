/** Driver ena. */
@NullMarked
package io.heddle.drivers.ena;

import org.jspecify.annotations.NullMarked;
