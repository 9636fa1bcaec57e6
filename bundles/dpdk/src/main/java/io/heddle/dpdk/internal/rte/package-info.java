/** What DPDK offers, by FFM: its functions by their C names, and where its structures have what. */
@NullMarked
package io.heddle.dpdk.internal.rte;

import org.jspecify.annotations.NullMarked;
