/** Ports on DPDK devices, for drivers: what this machine has, and opening a device. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.dpdk;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
