package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.frames.FrameConfig;
import io.heddle.dpdk.frames.FrameStack;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.DeviceInfo;
import io.heddle.dpdk.internal.rte.Eal;
import io.heddle.dpdk.internal.rte.EthPort;
import io.heddle.dpdk.internal.rte.EthStatus;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.Queues;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.PortTally;
import io.heddle.runtime.Counter;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens one device, step by step; each step says how it is undone, so that a failure leaves nothing,
 * and closing is the same list.
 */
final class Opening {
    private final Eal eal;
    private final DeviceSpec spec;
    private final PortConfig config;
    private final PortEvents events;
    private final Counter missing;
    private final Undo undo = new Undo();
    private final PortTally tally = new PortTally();

    /** @param missing counts buffers that were gone when a device closed */
    Opening(Eal eal, DeviceSpec spec, PortConfig config, PortEvents events, Counter missing) {
        this.eal = eal;
        this.spec = spec;
        this.config = config;
        this.events = events;
        this.missing = missing;
    }

    /** @param pool a name that no other pool of this process has */
    Device open(
            OpenDevices openDevices,
            Claims claims,
            LoopThreads threads,
            Pinning pinning,
            String pool) {
        try {
            return steps(openDevices, claims, threads, pinning, pool);
        } catch (RuntimeException | Error failure) {
            undo.runAfter(failure);
            throw failure;
        }
    }

    private Device steps(
            OpenDevices openDevices,
            Claims claims,
            LoopThreads threads,
            Pinning pinning,
            String pool) {
        NetAddress local = claim(claims);
        threads.enter(eal);
        undo.add(() -> threads.leave(eal));
        OpenDevice device =
                openDevices.enter(spec, () -> OpenDevice.open(eal, spec, missing, pool));
        undo.add(() -> openDevices.leave(device));
        Arena arena = Arena.ofShared();
        undo.add(arena::close);
        EthPort eth = device.eth;
        EthStatus status = eth.status();
        undo.add(status::close);
        KernelLink kernel = kernel(eth.info());
        Mbufs buffers = device.mbufs.here(eal);
        Seat seat = device.lanes.sit(
                spec.name(), local.port(), buffers, spec.rxInterrupt() ? eth : null);
        undo.add(seat::leave);
        sayIfPolled(seat, eth.info());
        Queues queues = device.queues(seat);
        boolean sends =
                device.isReal() && (eth.info().txOffloads() & Abi.OFFLOAD_UDP_CHECKSUM) != 0;
        long mac = Pmd.mac(spec, eth.mac());
        var link = new StackLink(spec.name(), events);
        var stack = new FrameStack(
                new FrameConfig(spec.layer3(), mac, local.port(), device.mtuBytes, sends),
                link,
                System.nanoTime());
        undo.add(stack::close);
        var outbound = new Outbound(arena, seat, buffers, queues, stack, tally, sends);
        link.outbound(outbound);
        var inbound = new Inbound(arena, seat, buffers, stack, tally, device.isReal());
        undo.add(outbound::takeBack);
        undo.add(inbound::takeBack);
        return new Device(
                new Device.Parts(
                        spec,
                        config.name(),
                        local,
                        mac,
                        device.mtuBytes,
                        Math.min(config.mtuBytes(), stack.payloadBytes(local.isIpv4())),
                        processor(pinning, eth.info()),
                        eth.info(),
                        status,
                        buffers,
                        seat,
                        stack,
                        new LinkWatch(spec.name(), status, kernel, events),
                        outbound,
                        inbound,
                        tally),
                undo);
    }

    /** An address; a link of memif is a network of its own. */
    private NetAddress claim(Claims claims) {
        String network = spec.pmd().equals("memif") ? spec.name() : "";
        NetAddress local = claims.address(network, wanted());
        undo.add(() -> claims.freeAddress(network, local));
        return local;
    }

    /** The own address that was asked for, or else the first one, with the UDP port asked for. */
    private NetAddress wanted() {
        NetAddress bind = config.bind();
        List<Subnet> own = spec.layer3().subnets();
        NetAddress address = own.stream()
                .map(Subnet::address)
                .filter(one -> one.high() == bind.high() && one.low() == bind.low())
                .findFirst()
                .orElse(own.getFirst().address());
        return new NetAddress(address.high(), address.low(), bind.port());
    }

    private @Nullable KernelLink kernel(DeviceInfo info) {
        if (info.kernelIndex() == 0) {
            return null;
        }
        var kernel = new KernelLink(info.kernelIndex());
        undo.add(kernel::close);
        return kernel;
    }

    private void sayIfPolled(Seat seat, DeviceInfo info) {
        if (spec.rxInterrupt() && seat.interrupt() == null) {
            events.concern(
                    "The device " + spec.name() + " has no receive interrupts, so it is polled.",
                    "its driver is " + info.driver(),
                    "Use a UDP driver where cores are shared, or performance mode.");
        }
    }

    private int processor(Pinning pinning, DeviceInfo info) {
        if (!spec.pinned()) {
            return -1;
        }
        Inventory here = Inventory.read(Path.of("/"));
        int processor = pinning.pin(here.cpus(), info.numaNode(), events);
        if (processor >= 0) {
            undo.add(pinning::release);
        }
        return processor;
    }
}
