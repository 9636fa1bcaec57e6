/** The planner in a running container: it ranks drivers, keeps every reason and watches for drift. */
@NullMarked
package io.heddle.planner.internal.live;

import org.jspecify.annotations.NullMarked;
