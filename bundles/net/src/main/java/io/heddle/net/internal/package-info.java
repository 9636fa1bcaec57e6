/** The switchboard: which driver, which ports, and how to change both under load. */
@NullMarked
package io.heddle.net.internal;

import org.jspecify.annotations.NullMarked;
