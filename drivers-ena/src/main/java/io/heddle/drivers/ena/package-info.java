/** Amazon ENA, through its DPDK driver; without receive interrupts, so for dedicated cores (S56). */
@NullMarked
package io.heddle.drivers.ena;

import org.jspecify.annotations.NullMarked;
