/** The production loop, environment, disk and events. */
@NullMarked
package io.heddle.runtime.internal;

import org.jspecify.annotations.NullMarked;
