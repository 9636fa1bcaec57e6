package io.heddle.drivers.udp.nativ;

import static io.heddle.foreign.linux.Sockets.MSG_DONTWAIT;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.net.Datagram;

/** Cuts buffers of segments into datagrams where the kernel cannot: before 4.18, or by interface. */
final class SplitSend {
    private final Linux linux;
    private final int fd;
    private final MessageVector messages;

    SplitSend(Linux linux, int fd, MessageVector messages) {
        this.linux = linux;
        this.fd = fd;
        this.messages = messages;
    }

    /**
     * Sends one buffer. When the kernel takes only its beginning, the rest is lost like any datagram,
     * because the caller must not send the beginning again.
     *
     * @return 1 when anything was taken, or -errno
     */
    int send(Datagram datagram) {
        int bytes = datagram.lengthBytes();
        int segment = datagram.segmentBytes() > 0 ? datagram.segmentBytes() : Math.max(bytes, 1);
        long address = datagram.memory().address() + datagram.offset();
        int done = 0;
        do {
            int count = 0;
            while (count < messages.capacity() && (done < bytes || count == 0)) {
                int length = Math.min(segment, bytes - done);
                messages.buffer(count, address + done, length);
                messages.remote(
                        count, datagram.remoteHigh(), datagram.remoteLow(), datagram.remotePort());
                messages.segment(count, 0);
                done += length;
                count++;
            }
            int sent = linux.sendmmsg(fd, messages.address(0), count, MSG_DONTWAIT);
            if (sent < 0 && done <= (long) segment * messages.capacity()) {
                return sent;
            }
            if (sent < count) {
                return 1;
            }
        } while (done < bytes);
        return 1;
    }
}
