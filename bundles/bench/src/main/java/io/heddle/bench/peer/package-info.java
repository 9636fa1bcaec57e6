/** Processes that the benchmark and the network tests talk to: an endpoint of the transport, or Aeron. */
@NullMarked
package io.heddle.bench.peer;

import org.jspecify.annotations.NullMarked;
