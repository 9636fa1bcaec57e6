/** Driver mellanox. */
@NullMarked
package io.heddle.drivers.mellanox;

import org.jspecify.annotations.NullMarked;
