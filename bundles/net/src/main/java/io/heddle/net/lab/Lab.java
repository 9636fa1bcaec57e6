package io.heddle.net.lab;

/**
 * Virtual DPDK ports for all lanes of a try-out: the drivers {@code af_packet}, {@code tap} and {@code
 * memif} are here while it is up, and never chosen but by an operator's swap. A service of the lab's
 * bundle; every call may take seconds and is not for loops.
 */
public interface Lab {
    LabStatus status();

    /**
     * Makes what is missing of bridge, cables and drivers; kept over a restart until {@link #down}.
     *
     * @throws io.heddle.runtime.StorageException EPERM without root, ENODEV where none of the drivers
     *     could serve, each with the remedy
     */
    LabStatus up();

    /**
     * Takes everything away again. Lanes that use a driver of the lab are swapped to the best other
     * one first, and the answer says so.
     *
     * @throws io.heddle.runtime.StorageException EBUSY the swap was refused, and all is as it was
     */
    LabStatus down();
}
