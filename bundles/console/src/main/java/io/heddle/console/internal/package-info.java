/** The console's login and pages. */
@NullMarked
package io.heddle.console.internal;

import org.jspecify.annotations.NullMarked;
