package io.heddle.planner.internal.detect;

import io.heddle.hardware.Addressing;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.Reading;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.DetectRequest;
import io.heddle.planner.Fact;
import io.heddle.planner.GpuDirectWish;
import io.heddle.planner.GroupSpec;
import io.heddle.planner.Ha;
import io.heddle.planner.NetChoice;
import io.heddle.planner.NicSpec;
import io.heddle.planner.RdmaWish;
import io.heddle.planner.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** This machine as a document: a group of one server for each role. */
public final class MachineSpec {
    private final Inventory inventory;
    private final DetectRequest request;
    private final @Nullable String management;
    private final List<NicSpec> nics;

    public MachineSpec(Inventory inventory, NicCatalogue catalogue, DetectRequest request) {
        this.inventory = inventory;
        this.request = request;
        List<Addressing.WayOut> defaults = inventory.addressing().defaults();
        management = defaults.isEmpty() ? null : defaults.getFirst().interfaceName();
        nics = new DataNics(inventory, management)
                .chosen().stream()
                        .map(port -> new NicFacts(inventory, catalogue, port).nic())
                        .toList();
    }

    public ClusterSpec cluster() {
        List<GroupSpec> groups = new ArrayList<>();
        for (Role role : Role.values()) {
            if (request.roles().contains(role)) {
                groups.add(group(role));
            }
        }
        return new ClusterSpec(
                request.mode(),
                request.tryout(),
                RdmaWish.AUTO,
                Fact.unstated(),
                List.of(),
                groups);
    }

    private GroupSpec group(Role role) {
        boolean backend = role == Role.BACKEND;
        return new GroupSpec(
                backend ? "this-server" : "this-client",
                role,
                1,
                backend ? ioProcesses() : 0,
                backend ? 0 : request.frontends(),
                request.stateless(),
                NetChoice.AUTO,
                backend ? new GpuDirectWish.Off() : gpudirect(),
                RdmaWish.AUTO,
                bonded() ? Ha.LACP : nics.size() > 1 ? Ha.DUAL : Ha.NONE,
                management == null
                        ? Fact.unknown("there is no default route in /proc/net/route")
                        : Fact.stated(management),
                nics);
    }

    private boolean bonded() {
        return nics.stream().anyMatch(nic -> nic.bond() != null);
    }

    /** One for each processor but one, which the kernel keeps. */
    private int ioProcesses() {
        Integer asked = request.ioProcesses();
        return asked == null ? Math.max(1, inventory.cpus().count() - 1) : asked;
    }

    /** It is used where NVIDIA's configuration names interfaces (S102, S112). */
    private GpuDirectWish gpudirect() {
        boolean there = !inventory.gpus().isEmpty()
                && inventory.gpuDirect().nvidiaFs() instanceof Reading.Found<String>;
        List<String> addresses = inventory.gpuDirect().rdmaAddresses().or(List.of());
        if (!there || addresses.isEmpty()) {
            return new GpuDirectWish.Off();
        }
        return new GpuDirectWish.OnFor(
                addresses.stream().map(this::interfaceOf).distinct().toList());
    }

    private String interfaceOf(String address) {
        for (Addressing.LocalAddress local : inventory.addressing().addresses()) {
            if (local.address().equals(address) && local.interfaces().size() == 1) {
                return local.interfaces().getFirst();
            }
        }
        return address;
    }
}
