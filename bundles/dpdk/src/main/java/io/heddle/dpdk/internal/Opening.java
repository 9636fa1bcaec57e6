package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.frames.FrameConfig;
import io.heddle.dpdk.frames.FrameStack;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.DeviceInfo;
import io.heddle.dpdk.internal.rte.Eal;
import io.heddle.dpdk.internal.rte.EthPort;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.Queues;
import io.heddle.dpdk.internal.rte.RxInterrupt;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.PortTally;
import io.heddle.net.spi.SelfLoop;
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
    private @Nullable Mbufs mbufs;

    /** @param missing counts buffers that were gone when a device closed */
    Opening(Eal eal, DeviceSpec spec, PortConfig config, PortEvents events, Counter missing) {
        this.eal = eal;
        this.spec = spec;
        this.config = config;
        this.events = events;
        this.missing = missing;
    }

    /** @param pool a name that no other pool of this process has */
    Device open(Claims claims, LoopThreads threads, Pinning pinning, String pool) {
        try {
            return steps(claims, threads, pinning, pool);
        } catch (RuntimeException | Error failure) {
            undo.runAfter(failure);
            throw failure;
        }
    }

    private Device steps(Claims claims, LoopThreads threads, Pinning pinning, String pool) {
        NetAddress local = claim(claims);
        threads.enter(eal);
        undo.add(() -> threads.leave(eal));
        Arena arena = Arena.ofShared();
        undo.add(arena::close);
        // Of the device's node, and so made after it; yet freed after it, too.
        undo.add(this::freeMbufs);
        EthPort eth = EthPort.add(eal, spec.name(), spec.devargs());
        undo.add(eth::close);
        KernelLink kernel = kernel(eth.info());
        Pmd pmd = Pmd.of(spec, eth.info());
        int mtuBytes = mtuBytes(pmd, kernel);
        Mbufs buffers = Mbufs.create(
                eal,
                arena,
                pool,
                pmd.buffers(),
                pmd.roomBytes(mtuBytes) + Abi.HEADROOM_BYTES,
                eth.info().numaNode());
        mbufs = buffers;
        boolean real = Eal.isPci(spec.name());
        Queues queues = queues(eth, pmd, mtuBytes, buffers, real);
        RxInterrupt interrupt = interrupt(eth);
        boolean sends = real && (eth.info().txOffloads() & Abi.OFFLOAD_UDP_CHECKSUM) != 0;
        long mac = Pmd.mac(spec, eth.mac());
        var link = new StackLink(spec.name(), events);
        var stack = new FrameStack(
                new FrameConfig(spec.layer3(), mac, local.port(), mtuBytes, sends),
                link,
                System.nanoTime());
        undo.add(stack::close);
        var self = new SelfLoop(arena, local, stack.payloadBytes(local.isIpv4()));
        var outbound = new Outbound(arena, buffers, queues, stack, tally, self, interrupt, sends);
        link.outbound(outbound);
        var inbound = new Inbound(arena, buffers, queues, stack, tally, self, interrupt, real);
        undo.add(outbound::takeBack);
        undo.add(inbound::takeBack);
        return new Device(
                new Device.Parts(
                        spec,
                        config.name(),
                        local,
                        mac,
                        mtuBytes,
                        Math.min(config.mtuBytes(), stack.payloadBytes(local.isIpv4())),
                        processor(pinning, eth.info()),
                        eth,
                        buffers,
                        stack,
                        new LinkWatch(spec.name(), eth.status(), kernel, events),
                        outbound,
                        inbound,
                        interrupt,
                        tally),
                undo);
    }

    /** The device, and an address; a link of memif is a network of its own. */
    private NetAddress claim(Claims claims) {
        claims.device(spec.name());
        undo.add(() -> claims.freeDevice(spec.name()));
        String network = spec.pmd().equals("memif") ? spec.name() : "";
        NetAddress local = claims.address(network, wanted());
        undo.add(() -> claims.freeAddress(network, local));
        return local;
    }

    private Queues queues(EthPort eth, Pmd pmd, int mtuBytes, Mbufs buffers, boolean real) {
        Queues queues = eth.start(
                Pmd.claimed(eth.info(), mtuBytes),
                spec.rxInterrupt(),
                real ? Abi.OFFLOAD_IPV4_CHECKSUM | Abi.OFFLOAD_UDP_CHECKSUM : 0,
                pmd.isLeaf(),
                buffers);
        if (real) {
            eth.hearGroups();
        } else {
            eth.hearAll();
        }
        return queues;
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

    private void freeMbufs() {
        Mbufs taken = mbufs;
        if (taken != null) {
            missing.add(taken.inUse());
            taken.close();
        }
    }

    private @Nullable KernelLink kernel(DeviceInfo info) {
        if (info.kernelIndex() == 0) {
            return null;
        }
        var kernel = new KernelLink(info.kernelIndex());
        undo.add(kernel::close);
        return kernel;
    }

    /** Of IP; what is wanted, or less where the device or the interface behind it carries less. */
    private int mtuBytes(Pmd pmd, @Nullable KernelLink kernel) {
        int most = Math.min(spec.mtuBytes(), pmd.mostMtuBytes());
        int behind = kernel == null ? 0 : kernel.mtuBytes();
        return behind == 0 ? most : Math.min(most, behind);
    }

    private @Nullable RxInterrupt interrupt(EthPort eth) {
        if (!spec.rxInterrupt()) {
            return null;
        }
        RxInterrupt interrupt = eth.interrupt();
        if (interrupt == null) {
            events.concern(
                    "The device " + spec.name() + " has no receive interrupts, so it is polled.",
                    "its driver is " + eth.info().driver(),
                    "Use a UDP driver where cores are shared, or performance mode.");
        } else {
            undo.add(interrupt::close);
        }
        return interrupt;
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
