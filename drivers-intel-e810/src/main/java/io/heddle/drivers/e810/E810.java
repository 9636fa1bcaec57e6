package io.heddle.drivers.e810;

import io.heddle.dpdk.pci.NicFamily;
import io.heddle.hardware.NicModel;

/** E810: virtual functions by iavf, or the physical one by ice, both through vfio-pci. */
final class E810 implements NicFamily {
    @Override
    public String driver() {
        return "e810";
    }

    @Override
    public String pid() {
        return E810Config.PID;
    }

    @Override
    public boolean has(NicModel model) {
        return model.family().startsWith("E810");
    }

    @Override
    public boolean kernelStays() {
        return false;
    }

    @Override
    public String rule() {
        return "S43";
    }

    @Override
    public String absentRule() {
        return "S43";
    }

    @Override
    public String absent() {
        return "There is no Intel E810 here.";
    }

    @Override
    public String wanted() {
        return "an E810 of vendor 8086";
    }

    @Override
    public String sriovRule() {
        return "S69";
    }

    @Override
    public String library(NicModel model, boolean made) {
        return made ? "iavf" : NicFamily.super.library(model, false);
    }

    /**
     * ice refuses a card without its package of protocols (DDP, ice.pkg of linux-firmware), unless it
     * may serve with one queue and without steering, which is all that a lane needs.
     */
    @Override
    public String arguments(NicModel model, boolean made) {
        return library(model, made).equals("ice") ? "safe-mode-support=1" : "";
    }
}
