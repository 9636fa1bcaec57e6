/** The document of a description: reading with places, writing, address ranges. */
@NullMarked
package io.heddle.planner.internal.spec;

import org.jspecify.annotations.NullMarked;
