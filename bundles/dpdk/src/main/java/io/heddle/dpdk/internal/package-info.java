/** One EAL for the process, its devices and their ports. */
@NullMarked
package io.heddle.dpdk.internal;

import org.jspecify.annotations.NullMarked;
