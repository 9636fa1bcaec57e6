/** Starts the Felix framework for one data folder and stops it cleanly. */
@NullMarked
package io.heddle.launcher;

import org.jspecify.annotations.NullMarked;
