package io.heddle.drivers.udp.nativ;

import static io.heddle.foreign.linux.Sockets.ECN_CE;
import static io.heddle.foreign.linux.Sockets.ECN_MASK;
import static io.heddle.foreign.linux.Sockets.MSG_DONTWAIT;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.net.Datagram;
import io.heddle.net.spi.PortTally;

/** The receiving half of the hot path: recvmmsg straight into the core's datagrams. */
final class Intake implements AutoCloseable {
    private final SocketGroup group;
    private final ReadySet ready;
    private final Linux linux;
    private final PortTally tally;
    private final MessageVector messages;
    private final int[] kernelDrops;
    private boolean joins;
    private int expected;
    private int asked;
    private boolean isFull;
    private int error;

    Intake(SocketGroup group, int batch, PortTally tally) {
        this.group = group;
        this.tally = tally;
        ready = group.ready();
        linux = group.linux();
        messages = new MessageVector(batch, group.family());
        kernelDrops = new int[ready.sockets()];
        joins = group.joins();
        asked = batch;
    }

    /**
     * Fills datagrams from the sockets that have something; how many, which may be fewer than wait. It
     * asks for as many as came last, since a datagram that does not come costs a buffer to offer and
     * another look by the kernel, and for all that fit after two reads in a row were full.
     */
    int receive(Datagram[] burst, int from, int count) {
        for (int index = 0; joins && index < Math.min(count, asked); index++) {
            if (burst[from + index].capacityBytes() < SocketGroup.MOST_BYTES) {
                joins = false;
                group.joinNoMore();
            }
        }
        int waiting = ready.poll();
        int filled = 0;
        for (int position = 0; position < waiting && filled < count; position++) {
            filled += receive(ready.socket(position), burst, from + filled, count - filled);
        }
        return filled;
    }

    private int receive(int socket, Datagram[] burst, int from, int count) {
        int batch = Math.min(count, asked);
        offer(burst, from, batch);
        int received =
                linux.recvmmsg(ready.descriptor(socket), messages.address(0), batch, MSG_DONTWAIT);
        if (received <= 0) {
            error = -received;
            isFull = false;
            return 0;
        }
        foresee(received, batch);
        int filled = 0;
        for (int index = 0; index < received; index++) {
            Datagram datagram = burst[from + index];
            if (messages.truncated(index)) {
                tally.dropped(1);
                continue;
            }
            fill(datagram, socket, index);
            if (filled != index) {
                Datagram unused = burst[from + filled];
                burst[from + filled] = datagram;
                burst[from + index] = unused;
            }
            filled++;
        }
        for (int index = 0; index < received; index++) {
            messages.expect(index);
        }
        return filled;
    }

    private void foresee(int received, int batch) {
        boolean full = received == batch;
        if (!full) {
            asked = received;
        } else if (isFull) {
            asked = messages.capacity();
        }
        isFull = full;
    }

    private void offer(Datagram[] burst, int from, int batch) {
        for (int index = 0; index < batch; index++) {
            Datagram datagram = burst[from + index];
            messages.buffer(
                    index,
                    datagram.memory().address() + datagram.offset(),
                    datagram.capacityBytes());
        }
        // Only what the kernel has written has to be made ready again.
        for (; expected < batch; expected++) {
            messages.expect(expected);
        }
    }

    private void fill(Datagram datagram, int socket, int index) {
        int bytes = messages.lengthBytes(index);
        messages.readControls(index);
        int segment = messages.joinedBytes();
        int known = kernelDrops[socket];
        int drops = messages.drops(known);
        if (drops != known) {
            tally.dropped(drops - known); // Both wrap at 2^32, so the difference is right.
            kernelDrops[socket] = drops;
        }
        datagram.set(bytes, segment < bytes ? segment : 0);
        datagram.marked((messages.trafficClass() & ECN_MASK) == ECN_CE);
        datagram.remote(
                messages.remoteHigh(index), messages.remoteLow(index), messages.remotePort(index));
        tally.received(bytes, segment);
    }

    /** The last error of a read, such as EAGAIN, or 0; asking forgets it. */
    int error() {
        int last = error;
        error = 0;
        return last;
    }

    @Override
    public void close() {
        messages.close();
    }
}
