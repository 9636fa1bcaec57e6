package io.heddle.dpdk.guest;

import io.heddle.dpdk.pci.NicFamily;
import io.heddle.hardware.NicModel;

/**
 * Cards that QEMU emulates and no driver of ours serves: enough of a family to open them.
 *
 * @param start how the names of its rows in the catalogue begin
 * @param id a part of the driver's name, and of its journal
 */
record GuestCard(String id, String start) implements NicFamily {
    /** The 82576 with virtual functions (igb and igbvf): librte_net_e1000 has both. */
    static final GuestCard IGB = new GuestCard("igb", "82576");

    /** virtio-net, a physical function without SR-IOV. */
    static final GuestCard VIRTIO = new GuestCard("virtio", "virtio-net");

    /** The card of a name. */
    static GuestCard of(String id) {
        return id.equals(IGB.id) ? IGB : VIRTIO;
    }

    @Override
    public String driver() {
        return "guest-" + id;
    }

    @Override
    public String pid() {
        return "io.heddle.drivers.guest." + id;
    }

    @Override
    public boolean has(NicModel model) {
        return model.family().startsWith(start);
    }

    @Override
    public boolean kernelStays() {
        return false;
    }

    @Override
    public String rule() {
        return "S70";
    }

    @Override
    public String absentRule() {
        return "S70";
    }

    @Override
    public String absent() {
        return "There is no " + id + " here.";
    }

    @Override
    public String wanted() {
        return "a guest of QEMU with " + id;
    }
}
