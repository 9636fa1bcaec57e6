/** The drive engine: one class per concern. */
@NullMarked
package io.heddle.drive.internal;

import org.jspecify.annotations.NullMarked;
