/** Virtual devices, the bridge that joins them, and the drivers on them. */
@NullMarked
package io.heddle.lab.internal;

import org.jspecify.annotations.NullMarked;
