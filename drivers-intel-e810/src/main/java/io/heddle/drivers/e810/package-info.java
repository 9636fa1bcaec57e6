/** Driver e810. */
@NullMarked
package io.heddle.drivers.e810;

import org.jspecify.annotations.NullMarked;
