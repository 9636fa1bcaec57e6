/**
 * The operations on one bucket, one class each, and the layout of a bucket's state. Keys that begin with
 * 'R' (replies), 'T' (transactions) and 'E' (the engine's own) belong to the engine.
 */
@NullMarked
package io.heddle.meta.internal.ops;

import org.jspecify.annotations.NullMarked;
