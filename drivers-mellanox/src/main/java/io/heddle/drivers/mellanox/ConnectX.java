package io.heddle.drivers.mellanox;

import io.heddle.dpdk.pci.NicFamily;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.Ofed;
import io.heddle.hardware.Reading;
import io.heddle.net.spi.Reason;

import java.util.List;

/** ConnectX-4 and newer: mlx5 shares the card with mlx5_core, so nothing is bound elsewhere. */
final class ConnectX implements NicFamily {
    @Override
    public String driver() {
        return "mellanox";
    }

    @Override
    public String pid() {
        return MellanoxConfig.PID;
    }

    @Override
    public boolean has(NicModel model) {
        return "mlx5".equals(model.dpdkDriver());
    }

    @Override
    public boolean kernelStays() {
        return true;
    }

    @Override
    public String rule() {
        return "S42";
    }

    @Override
    public String absentRule() {
        return "S65";
    }

    @Override
    public String absent() {
        return "There is no Mellanox NIC here.";
    }

    @Override
    public String wanted() {
        return "a ConnectX-4 or newer of vendor 15b3";
    }

    /** With rdma-core of the distribution the mlx5 driver runs as well; what S66 says, it says. */
    @Override
    public List<Reason> evidence(Inventory inventory) {
        Ofed ofed = inventory.ofed();
        if (!(ofed.version() instanceof Reading.Found<String>(String version))) {
            return List.of(new Reason(
                    rule(),
                    "Mellanox OFED is not installed, so DPDK uses the distribution's rdma-core.",
                    Ofed.VERSION_PATH,
                    "absent",
                    "Mellanox OFED",
                    "Install Mellanox OFED 4.6-1.0.1.1 or newer and load it."));
        }
        return List.of(
                ofed.loaded()
                        ? new Reason(
                                rule(),
                                "Mellanox OFED is installed and loaded.",
                                Ofed.LOADED_PATH,
                                version,
                                "Mellanox OFED")
                        : new Reason(
                                rule(),
                                "Mellanox OFED is installed and not loaded.",
                                Ofed.LOADED_PATH,
                                "absent",
                                "present",
                                "Run `/etc/init.d/openibd restart`."));
    }
}
