/** How the transport does it; nobody outside this bundle sees these classes. */
@NullMarked
package io.heddle.transport.internal;

import org.jspecify.annotations.NullMarked;
