/** Routing, numbering and resending of requests. */
@NullMarked
package io.heddle.client.internal;

import org.jspecify.annotations.NullMarked;
