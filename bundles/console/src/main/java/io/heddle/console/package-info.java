/** Pages of the web console and its login. */
@NullMarked
package io.heddle.console;

import org.jspecify.annotations.NullMarked;
