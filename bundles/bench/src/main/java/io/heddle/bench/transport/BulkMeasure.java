package io.heddle.bench.transport;

import io.heddle.bench.lab.Lab;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A stream of 1 MiB requests over a veth, against one stream of TCP and, where asked for, Aeron.
 *
 * @param mtuBytes of the veth: the same link for all
 * @param sealed whether datagrams are encrypted
 */
record BulkMeasure(int mtuBytes, boolean sealed, boolean aeron) implements Measure {
    private static final int MESSAGE_BYTES = 1 << 20;

    /** So many MiB on their way; TCP's window is up to 6 MiB. */
    private static final int OUTSTANDING = 4;

    /** Aeron's messages: its log takes an eighth of a term at most, and smaller ones do better. */
    private static final int AERON_BYTES = 64 << 10;

    private static final double TCP_SHARE = 0.8;
    private static final double TCP_SHARE_SEALED = 0.4;

    @Override
    public String name() {
        return "bulk-" + mtuBytes + (sealed ? "-sealed" : "");
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "bulk of 1 MiB requests, MTU %,d, %s, Gbit/s",
                mtuBytes,
                sealed ? "sealed" : "unsealed");
    }

    @Override
    public @Nullable String obstacle() {
        String lab = Lab.obstacle();
        return lab != null ? lab : Iperf.obstacle();
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        var ours = new ArrayList<Sample>();
        var tcp = new ArrayList<Iperf>();
        var others = new ArrayList<Sample>();
        var load = new Load("sink", MESSAGE_BYTES, OUTSTANDING);
        var theirLoad = new Load("sink", AERON_BYTES, 1 << 10);
        try (Site site = Site.veth(mtuBytes);
                Pair heddle = Pair.heddle(site.server(), site.client(), 0, sealed)) {
            @Nullable
            Pair rival = aeron
                    ? Pair.aeron(site.server(), site.client(), site.aeronMtuBytes(), 0)
                    : null;
            try (rival) {
                heddle.warmUp(load, pace.seconds());
                if (rival != null) {
                    rival.warmUp(theirLoad, pace.seconds());
                }
                for (int round = 0; round < pace.rounds(); round++) {
                    ours.add(heddle.run(load, pace.seconds()));
                    tcp.add(Iperf.run(site.link(), pace.seconds()));
                    if (rival != null) {
                        others.add(rival.run(theirLoad, pace.seconds()));
                    }
                }
            }
        }
        return findings(ours, tcp, others);
    }

    private List<Finding> findings(List<Sample> ours, List<Iperf> tcp, List<Sample> others) {
        double gigabits = Sample.median(ours, Sample::rate) * MESSAGE_BYTES * 8 / 1e9;
        double cpuUs = Sample.median(ours, Sample::cpuUsPerRequest);
        String note = String.format(
                Locale.ROOT,
                "CPU us a MiB; %.2f bytes allocated a datagram",
                Sample.median(ours, Sample::allocatedPerDatagram));
        var all = new ArrayList<Finding>();
        all.add(new Finding(
                title(),
                gigabits,
                median(tcp, Iperf::bitsPerSecond) / 1e9,
                "iperf3 TCP",
                Target.ratioAtLeast(sealed ? TCP_SHARE_SEALED : TCP_SHARE),
                cpuUs,
                median(tcp, Iperf::cpuUsPerMib),
                note));
        if (!others.isEmpty()) {
            double perMib = (double) MESSAGE_BYTES / AERON_BYTES;
            all.add(new Finding(
                    title(),
                    gigabits,
                    Sample.median(others, Sample::rate) * AERON_BYTES * 8 / 1e9,
                    Duel.AERON,
                    Target.ratioAtLeast(3),
                    cpuUs,
                    Sample.median(others, Sample::cpuUsPerRequest) * perMib,
                    "CPU us a MiB"));
        }
        return all;
    }

    private static double median(List<Iperf> runs, ToDoubleFunction<Iperf> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
