/** Mellanox ConnectX-4 and newer, through the DPDK of Mellanox OFED (S42). */
@NullMarked
package io.heddle.drivers.mellanox;

import org.jspecify.annotations.NullMarked;
