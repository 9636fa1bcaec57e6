/**
 * Frames without a kernel: Ethernet, VLAN, IPv4 and IPv6, UDP, an own ARP and neighbour database
 * (S64). Nothing here calls DPDK, allocates per datagram or asks for the time.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.dpdk.frames;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
