/** Drivers of PCI cards: what a card of a family needs, how it is configured, which lane gets it. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.dpdk.pci;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
