/** Descriptors, buffers and the handshake of mounts. */
@NullMarked
package io.heddle.fusehost.internal;

import org.jspecify.annotations.NullMarked;
