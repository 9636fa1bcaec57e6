package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One row of the NIC catalogue.
 *
 * @param family the name that rules use, such as "ConnectX-5" or "E810"
 * @param vendor the PCI vendor id
 * @param device the PCI device id
 * @param virtual whether the id is that of a virtual function
 * @param dpdkDriver the poll mode driver that serves it, or null
 * @param rxInterrupt whether that driver can sleep until a packet arrives (S54, S55)
 * @param rdma whether remote memory access is supported (S106)
 * @param needsSriov whether a data path in user space needs SR-IOV (S65 to S70)
 * @param sharedIp whether all processes of a server share one address (S68, S69)
 * @param idSource where it is from that the id names the family
 * @param sources where each cell is from; a cell that nobody stated is absent
 */
public record NicModel(
        String family,
        int vendor,
        int device,
        boolean virtual,
        @Nullable String dpdkDriver,
        boolean rxInterrupt,
        boolean rdma,
        boolean needsSriov,
        boolean sharedIp,
        String idSource,
        Map<NicFact, String> sources) {
    private static final String UNSTATED = "not stated in the catalogue";

    public NicModel {
        sources = Map.copyOf(sources);
    }

    /** The PCI id, such as "15b3:1017". */
    public String pci() {
        return String.format("%04x:%04x", vendor, device);
    }

    /** Where a cell is from, as evidence of a verdict that rests on it. */
    public String source(NicFact fact) {
        return sources.getOrDefault(fact, UNSTATED);
    }
}
