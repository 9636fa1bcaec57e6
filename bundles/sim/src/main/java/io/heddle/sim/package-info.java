/** The deterministic simulation: shipped code in virtual time, faults by seed, independent checkers. */
@NullMarked
package io.heddle.sim;

import org.jspecify.annotations.NullMarked;
