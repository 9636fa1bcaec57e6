/** Intel E810, through its DPDK driver: a physical function (ice) or a virtual one (iavf) (S43). */
@NullMarked
package io.heddle.drivers.e810;

import org.jspecify.annotations.NullMarked;
