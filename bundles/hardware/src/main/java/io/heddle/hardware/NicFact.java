package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

/** The cells of a row of the catalogue: each has a value and the source of that value. */
public enum NicFact {
    /** The poll mode driver that serves it, as text or null. */
    DPDK_DRIVER("dpdkDriver", null),
    /** Whether that driver can sleep until a packet arrives (S54, S55). */
    RX_INTERRUPT("rxInterrupt", false),
    /** Whether remote memory access is supported (S106). */
    RDMA("rdma", false),
    /** Whether a data path in user space needs SR-IOV (S65 to S70). */
    NEEDS_SRIOV("needsSriov", true),
    /** Whether all processes of a server share one address (S68, S69). */
    SHARED_IP("sharedIp", false);

    private final String key;
    private final @Nullable Object unstated;

    NicFact(String key, @Nullable Object unstated) {
        this.key = key;
        this.unstated = unstated;
    }

    /** The key of the cell in the JSON form. */
    public String key() {
        return key;
    }

    /**
     * What holds where nobody states the cell: that of an "other NIC" (S70, S71) without a driver.
     */
    public @Nullable Object unstated() {
        return unstated;
    }

    /** Whether the cell holds true or false; the other kind is text or null. */
    public boolean isBoolean() {
        return this != DPDK_DRIVER;
    }
}
