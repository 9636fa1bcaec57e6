/** The style guide as a test over the source tree. */
@NullMarked
package io.heddle.testkit.tidy;

import org.jspecify.annotations.NullMarked;
