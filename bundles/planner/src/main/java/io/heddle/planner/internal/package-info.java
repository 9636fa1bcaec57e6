/** Views of a description, the choice of a network, counts and addresses. */
@NullMarked
package io.heddle.planner.internal;

import org.jspecify.annotations.NullMarked;
