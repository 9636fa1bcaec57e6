/** The transport's benchmark: rows that run one after the other, each against its reference. */
@NullMarked
package io.heddle.bench.transport;

import org.jspecify.annotations.NullMarked;
