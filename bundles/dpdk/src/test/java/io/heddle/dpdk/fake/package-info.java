/** A kernel and a DPDK of tests, for whoever writes a driver of PCI cards. */
@NullMarked
package io.heddle.dpdk.fake;

import org.jspecify.annotations.NullMarked;
