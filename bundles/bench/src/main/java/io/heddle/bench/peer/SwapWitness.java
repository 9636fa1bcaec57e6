package io.heddle.bench.peer;

import io.heddle.net.Evidence;
import io.heddle.net.EvidenceLog;
import io.heddle.net.LedgerSource;
import io.heddle.net.Sight;
import io.heddle.runtime.Loop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.RequestWitness;

import java.util.concurrent.Callable;

/** The witnesses of a {@link SwapLoad}: the client's, and one of what all servers executed. */
final class SwapWitness {
    private static final int CAPACITY = 1 << 17;
    private static final EvidenceLog CLOSED = new EvidenceLog(0);
    static final long CLIENT = 77;

    /** What the client started, sent, heard and took. The token of a request is its number. */
    static final class Asking implements LedgerSource, RequestWitness {
        private final Loop loop;
        private final Endpoint endpoint;
        private final String lane;
        private EvidenceLog log = CLOSED;
        private boolean open;
        private boolean settling;
        private long first;
        private long next = 1;
        private long end;
        private long outstanding;

        Asking(Loop loop, Endpoint endpoint, String lane) {
            this.loop = loop;
            this.endpoint = endpoint;
            this.lane = lane;
        }

        void started(long number) {
            next = number + 1;
            if (open && !settling) {
                outstanding++;
                note(Sight.STARTED, number, 0, 0, 1);
            }
        }

        void answered(long number, int status) {
            if (isRecorded(number)) {
                outstanding--;
                note(Sight.ANSWERED, number, 0, 0, status);
            }
        }

        @Override
        public void sent(long token, int path, int peer, int bytes, boolean again) {
            if (isRecorded(token)) {
                note(again ? Sight.SENT_AGAIN : Sight.SENT, token, path, peer, bytes);
            }
        }

        @Override
        public void heard(long token, int peer) {
            if (isRecorded(token)) {
                note(Sight.HEARD, token, 0, peer, 0);
            }
        }

        private boolean isRecorded(long number) {
            return open && number >= first && (!settling || number < end);
        }

        private void note(Sight what, long number, int path, int peer, int value) {
            log.add(what, CLIENT, number, loop.env().nanoTime(), path, peer, value, 0);
        }

        @Override
        public boolean startsRequests() {
            return true;
        }

        @Override
        public String lane() {
            return lane;
        }

        @Override
        public void open() {
            var memory = new EvidenceLog(CAPACITY);
            onLoop(loop, () -> {
                log = memory;
                open = true;
                settling = false;
                first = next;
                outstanding = 0;
                endpoint.witness(this);
                return true;
            });
        }

        @Override
        public boolean settled() {
            return onLoop(loop, () -> {
                end = settling ? end : next;
                settling = true;
                return outstanding == 0;
            });
        }

        @Override
        public void close(Evidence to) {
            long[] last = onLoop(loop, () -> {
                open = false;
                endpoint.witness(null);
                return new long[] {next, loop.env().nanoTime()};
            });
            log.tell(to);
            log = CLOSED;
            to.seen(Sight.CLIENT, CLIENT, last[0], last[1], 0, 0, 0, 0);
        }
    }

    /** What the servers executed, as a journal with a bucket for each. */
    static final class Journal implements LedgerSource {
        private final Loop loop;
        private final long[] sequences;
        private EvidenceLog log = CLOSED;
        private boolean open;

        Journal(Loop loop, int servers) {
            this.loop = loop;
            sequences = new long[servers];
        }

        void executed(int server, long number) {
            long place = Sight.place(server, ++sequences[server]);
            if (open) {
                log.add(
                        Sight.JOURNALED,
                        CLIENT,
                        number,
                        loop.env().nanoTime(),
                        0,
                        server,
                        1,
                        place);
            }
        }

        @Override
        public void open() {
            var memory = new EvidenceLog(CAPACITY);
            onLoop(loop, () -> {
                log = memory;
                open = true;
                return true;
            });
        }

        @Override
        public void close(Evidence to) {
            onLoop(loop, () -> open = false);
            log.tell(to);
            log = CLOSED;
            for (int server = 0; server < sequences.length; server++) {
                to.seen(Sight.SERVER, 0, 0, 0, 0, server, 0, 0);
                long place = Sight.place(server, sequences[server]);
                to.seen(Sight.COMMITTED, 0, 0, 0, 0, server, 0, place);
            }
        }
    }

    private SwapWitness() {}

    private static <T> T onLoop(Loop loop, Callable<T> call) {
        return loop.submit(call).join();
    }
}
