package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

/**
 * One row of the NIC catalogue.
 *
 * @param family the name that rules use, such as "ConnectX-5" or "E810"
 * @param vendor the PCI vendor id
 * @param device the PCI device id
 * @param dpdkDriver the poll mode driver that serves it, or null
 * @param rxInterrupt whether that driver can sleep until a packet arrives (S54, S55)
 * @param rdma whether remote memory access is supported (S106)
 * @param needsSriov whether a data path in user space needs SR-IOV (S65 to S70)
 * @param sharedIp whether all processes of a server share one address (S68, S69)
 * @param source where these facts are from
 */
public record NicModel(
        String family,
        int vendor,
        int device,
        @Nullable String dpdkDriver,
        boolean rxInterrupt,
        boolean rdma,
        boolean needsSriov,
        boolean sharedIp,
        String source) {}
