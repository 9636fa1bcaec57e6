/** The rules by theme: each is one small function with its number. */
@NullMarked
package io.heddle.planner.internal.rules;

import org.jspecify.annotations.NullMarked;
