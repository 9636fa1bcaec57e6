/** The benchmark of ports: packets and CPU per packet, round trips, beside DPDK's own program. */
@NullMarked
package io.heddle.bench.net;

import org.jspecify.annotations.NullMarked;
