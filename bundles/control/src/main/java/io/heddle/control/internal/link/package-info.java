/** The control connection between processes: mutual TLS 1.3, and the secrets that it gives. */
@NullMarked
package io.heddle.control.internal.link;

import org.jspecify.annotations.NullMarked;
