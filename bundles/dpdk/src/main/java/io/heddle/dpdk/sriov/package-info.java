/** Virtual functions and vfio-pci: what is taken of the PCI bus, and how it is put back. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.dpdk.sriov;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
