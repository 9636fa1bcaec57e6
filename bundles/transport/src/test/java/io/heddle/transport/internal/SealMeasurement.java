package io.heddle.transport.internal;

import com.sun.management.ThreadMXBean;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;

/**
 * What sealing and opening a datagram costs, in ns and in bytes of heap, with libcrypto and with the
 * JVM's cipher. Run it with the test class path of this bundle; it prints a line for each.
 */
final class SealMeasurement {
    private static final int ROUNDS = 5;
    private static final int DATAGRAMS = 50_000;

    private SealMeasurement() {}

    public static void main(String[] arguments) {
        for (int bytes : new int[] {64, 1_344, 8_192}) {
            var library = Aeads.libcrypto(Aeads.GENERATION_SHIFT);
            if (library == null) {
                System.out.println("There is no libcrypto.so.3 here.");
            } else {
                measure("libcrypto", library, bytes);
            }
            measure("jce", Aeads.jce(Aeads.GENERATION_SHIFT), bytes);
        }
    }

    private static void measure(String name, Aeads aeads, int body) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int plain = OuterHeader.BYTES + body;
        try (aeads;
                Arena arena = Arena.ofConfined();
                var out = aeads.sealing(new byte[32], new byte[12]);
                var in = aeads.opening(new byte[32], new byte[12])) {
            var memory = arena.allocate(plain + Aead.TAG_BYTES);
            long bestSealNs = Long.MAX_VALUE;
            long bestOpenNs = Long.MAX_VALUE;
            long allocated = 0;
            long number = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long sealNs = 0;
                long openNs = 0;
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < DATAGRAMS; i++) {
                    long start = System.nanoTime();
                    out.seal(memory, 0, plain, number);
                    long sealed = System.nanoTime();
                    if (!in.open(memory, 0, plain + Aead.TAG_BYTES, number++)) {
                        throw new IllegalStateException("A sealed datagram did not open");
                    }
                    openNs += System.nanoTime() - sealed;
                    sealNs += sealed - start;
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
                bestSealNs = Math.min(bestSealNs, sealNs / DATAGRAMS);
                bestOpenNs = Math.min(bestOpenNs, openNs / DATAGRAMS);
            }
            System.out.printf(
                    "%-9s %,6d B: seal %,6d ns, open %,6d ns, %,d bytes of heap for both%n",
                    name, body, bestSealNs, bestOpenNs, allocated / DATAGRAMS);
        }
    }
}
