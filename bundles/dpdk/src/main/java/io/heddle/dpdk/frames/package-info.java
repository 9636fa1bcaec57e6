/** What lies between a frame and a datagram: Ethernet, VLAN, IPv4 and IPv6, UDP, neighbours. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.dpdk.frames;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
