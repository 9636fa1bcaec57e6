package io.heddle.dpdk.internal.rte;

import io.heddle.dpdk.frames.Mac;
import io.heddle.foreign.NativeMemory;
import io.heddle.foreign.linux.Errno;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The slow path of a device: rte_ethdev.h by the number of a port, from adding it to removing it
 * again. A step that fails leaves it as it was; {@link #close} goes back from wherever it is.
 */
public final class EthPort implements AutoCloseable {
    /** What each queue is asked for: 100 Gb/s in packets of 1,400 bytes fill it in 0.1 ms. */
    public static final int DESCRIPTORS = 1_024;

    private static final int SCRATCH_BYTES = 4_096;

    private final Eal eal;
    private final String name;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(SCRATCH_BYTES, 64);
    private final int port;
    private final DeviceInfo info;
    private boolean started;
    private boolean closed;

    private EthPort(Eal eal, String name, int port, DeviceInfo info) {
        this.eal = eal;
        this.name = name;
        this.port = port;
        this.info = info;
    }

    /** Adds a device by rte_dev_probe(3). */
    public static EthPort add(Eal eal, String name, String devargs) {
        synchronized (eal) {
            eal.add(name, devargs);
            EthPort added = null;
            try {
                int port = number(eal, name);
                added = new EthPort(eal, name, port, DeviceInfo.of(eal, name, port));
                return added;
            } finally {
                if (added == null) {
                    eal.discard(name);
                }
            }
        }
    }

    private static int number(Eal eal, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_SHORT);
            int result = eal.library()
                    .function("rte_eth_dev_get_port_by_name")
                    .call(arena.allocateFrom(name).address(), number.address());
            if (result < 0) {
                throw eal.failure(
                        Errno.ENODEV, "The device " + name + " has no Ethernet port", result);
            }
            return number.get(ValueLayout.JAVA_SHORT, 0) & 0xffff;
        }
    }

    public DeviceInfo info() {
        return info;
    }

    /** Statistics and link, for one thread; to be closed before the device. */
    public EthStatus status() {
        return new EthStatus(eal, port);
    }

    /** Its Ethernet address as {@link io.heddle.dpdk.frames.Mac} keeps it. */
    public long mac() {
        scratch.set(ValueLayout.JAVA_LONG, 0, 0);
        check("tell its address", function("rte_eth_macaddr_get").call(port, scratch.address()));
        return scratch.get(ValueLayout.JAVA_LONG, 0) & Mac.BROADCAST;
    }

    /**
     * Sets up one queue to receive and some to send, and starts.
     *
     * @param mtuBytes of IP, no more than the device says that it can
     * @param rxInterrupt whether packets should be able to wake a sleeper
     * @param offloads of {@link Abi#OFFLOAD_UDP_CHECKSUM}, both ways
     * @param sendQueues no more than the device says that it can have
     * @param mbufs what it receives into
     */
    public void start(
            int mtuBytes, boolean rxInterrupt, long offloads, int sendQueues, Mbufs mbufs) {
        synchronized (eal) {
            eal.attempt();
            configure(mtuBytes, rxInterrupt, offloads, sendQueues);
            scratch.set(ValueLayout.JAVA_SHORT, 0, (short) DESCRIPTORS);
            scratch.set(ValueLayout.JAVA_SHORT, 2, (short) DESCRIPTORS);
            check(
                    "be given queues",
                    function("rte_eth_dev_adjust_nb_rx_tx_desc")
                            .call(port, scratch.address(), scratch.address() + 2, 0));
            int receive = scratch.get(ValueLayout.JAVA_SHORT, 0) & 0xffff;
            int send = scratch.get(ValueLayout.JAVA_SHORT, 2) & 0xffff;
            check(
                    "be given a receive queue",
                    function("rte_eth_rx_queue_setup")
                            .call(port, 0, receive, info.numaNode(), 0, mbufs.pool()));
            for (int queue = 0; queue < sendQueues; queue++) {
                check(
                        "be given a send queue",
                        function("rte_eth_tx_queue_setup")
                                .call(port, queue, send, info.numaNode(), 0, 0));
            }
            check("start", function("rte_eth_dev_start").call(port));
            started = true;
        }
    }

    /**
     * The queue to receive, and one of those to send, of a device that was started.
     *
     * @param leaf whether the driver's bursts make no system calls
     * @param sendLock the address of a word, 0 at first, by which several threads share the queue to
     *     send; 0 where nobody shares it
     */
    public Queues queues(boolean leaf, int sendQueue, long sendLock) {
        return new Queues(eal, port, leaf, isMemif(), sendQueue, sendLock);
    }

    private void configure(int mtuBytes, boolean rxInterrupt, long offloads, int sendQueues) {
        Abi abi = eal.abi();
        MemorySegment conf = scratch.asSlice(0, abi.confBytes()).fill((byte) 0);
        conf.set(ValueLayout.JAVA_INT, Abi.CONF_RX_MTU, mtuBytes);
        conf.set(ValueLayout.JAVA_LONG, Abi.CONF_RX_OFFLOADS, offloads & info.rxOffloads());
        conf.set(ValueLayout.JAVA_LONG, Abi.CONF_TX_OFFLOADS, offloads & info.txOffloads());
        conf.set(
                ValueLayout.JAVA_INT,
                abi.confInterrupts(),
                (rxInterrupt ? Abi.INTERRUPT_RX : 0)
                        | (info.interruptsForLink() ? Abi.INTERRUPT_LINK : 0));
        check(
                "be configured for packets of " + mtuBytes + " bytes",
                function("rte_eth_dev_configure").call(port, 1, sendQueues, conf.address()));
    }

    /**
     * Lets frames for groups in, which neighbour discovery needs; a driver that filters none may refuse.
     */
    public void hearGroups() {
        function("rte_eth_allmulticast_enable").call(port);
    }

    /** Lets every frame in: for virtual devices, whose Ethernet address is not that of their peer. */
    public void hearAll() {
        function("rte_eth_promiscuous_enable").call(port);
    }

    /** What wakes a sleeper, or null where the driver has no such thing. */
    public @Nullable RxInterrupt interrupt() {
        int fd = function("rte_eth_dev_rx_intr_ctl_q_get_fd").call(port, 0);
        if (fd < 0) {
            return null;
        }
        // igb's virtual functions have an eventfd and nothing that arms it; a tap's own needs none.
        boolean arms = function("rte_eth_dev_rx_intr_enable").call(port, 0) >= 0;
        return arms || !RxInterrupt.isEventfd(fd) ? new RxInterrupt(eal, port, fd) : null;
    }

    private Function function(String name) {
        return eal.library().function(name);
    }

    private void check(String step, int result) {
        if (result < 0) {
            throw eal.failure(Errno.ENODEV, "The device " + name + " cannot " + step, result);
        }
    }

    /** Stops, closes and removes it; what one step refuses keeps none of the others. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        synchronized (eal) {
            try {
                if (isMemif()) {
                    // Its peer may go at the same time, and both free the same memory then.
                    eal.pause().during(this::end);
                } else {
                    end();
                }
            } finally {
                arena.close();
            }
        }
    }

    private void end() {
        if (started) {
            long sendQueue = isMemif() ? queues(true, 0, 0).sendQueue() : 0;
            function("rte_eth_dev_stop").call(port);
            if (sendQueue != 0) {
                forgotten(sendQueue + Abi.Memif.INTERRUPT);
            }
        }
        function("rte_eth_dev_close").call(port);
        eal.remove(name, info.device());
    }

    /** What memif_tx_queue_release does not free: 27 KB each time, in every release. */
    private void forgotten(long handle) {
        function("rte_intr_instance_free").pointer(NativeMemory.getLong(handle), 0, 0, 0, 0, 0);
        NativeMemory.putLong(handle, 0);
    }

    private boolean isMemif() {
        return info.driver().equals("net_memif");
    }
}
