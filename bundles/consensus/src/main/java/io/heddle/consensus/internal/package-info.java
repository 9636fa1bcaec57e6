/** The agreed log over Apache Ratis, which nobody else sees. */
@NullMarked
package io.heddle.consensus.internal;

import org.jspecify.annotations.NullMarked;
