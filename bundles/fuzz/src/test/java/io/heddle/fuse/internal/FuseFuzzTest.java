package io.heddle.fuse.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.fusehost.FuseHandler;
import io.heddle.fusehost.FuseMount;
import io.heddle.fusehost.FuseRequest;
import io.heddle.fusehost.OpenNodes;
import io.heddle.fuzz.Input;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * The handler of a mount gets requests whose bodies hold anything: each is answered at most once, the
 * cluster is asked in well-formed requests, and nothing is thrown.
 *
 * <p>An input is a row of: u8 opcode, u64 node, u16 length, the body; the cluster answers with what
 * {@link AnyClient} takes from the end of the row.
 */
class FuseFuzzTest {
    private static final int MOST_REQUESTS = 8;
    private static final int BODY_BYTES = 8 << 10;
    private static final int ANSWER_BYTES = 8 << 10;

    private final Mount mount = new Mount();
    private final SimLoop loop = new SimWorld(1).loop("client");

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAnswerEachRequestOnce(byte[] data) {
        Input input = new Input(data);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate(BODY_BYTES);
            MemorySegment out = arena.allocate(ANSWER_BYTES);
            AnyClient client = new AnyClient(loop, arena, input);
            FuseFront front = new FuseFront(client, mount, 1);
            try {
                for (int i = 0; i < MOST_REQUESTS && !input.isEmpty(); i++) {
                    int opcode = input.u8();
                    long node = input.u64();
                    byte[] body = input.bytes(Math.min(input.u16(), BODY_BYTES));
                    MemorySegment.copy(body, 0, in, ValueLayout.JAVA_BYTE, 0, body.length);
                    var request = new Request(opcode, node, body.length, in, out);
                    loop.run(() -> front.onRequest(request));
                    loop.run(client::finish);
                }
            } finally {
                loop.run(() -> {
                    front.close();
                    front.free();
                });
            }
        }
    }

    /** A request in memory that is answered into memory. */
    private static final class Request implements FuseRequest {
        private final int opcode;
        private final long node;
        private final int bytes;
        private final MemorySegment in;
        private final MemorySegment out;
        private boolean isAnswered;

        Request(int opcode, long node, int bytes, MemorySegment in, MemorySegment out) {
            this.opcode = opcode;
            this.node = node;
            this.bytes = bytes;
            this.in = in;
            this.out = out;
        }

        private void answer() {
            if (isAnswered) {
                throw new AssertionError("opcode " + opcode + " was answered twice");
            }
            isAnswered = true;
        }

        @Override
        public int opcode() {
            return opcode;
        }

        @Override
        public long unique() {
            return 1;
        }

        @Override
        public long node() {
            return node;
        }

        @Override
        public int uid() {
            return 0;
        }

        @Override
        public int gid() {
            return 0;
        }

        @Override
        public int pid() {
            return 1;
        }

        @Override
        public MemorySegment in() {
            return in;
        }

        @Override
        public long inOffset() {
            return 0;
        }

        @Override
        public int inBytes() {
            return bytes;
        }

        @Override
        public MemorySegment out() {
            return out;
        }

        @Override
        public long outOffset() {
            return 0;
        }

        @Override
        public int outCapacityBytes() {
            return ANSWER_BYTES;
        }

        @Override
        public void reply(int replyBytes) {
            out.asSlice(0, replyBytes);
            answer();
        }

        @Override
        public void reply(MemorySegment body, long offset, int replyBytes) {
            body.asSlice(offset, replyBytes);
            answer();
        }

        @Override
        public void error(int errno) {
            if (errno <= 0) {
                throw new AssertionError("opcode " + opcode + " fails with " + errno);
            }
            answer();
        }

        @Override
        public void none() {
            answer();
        }

        @Override
        public FuseRequest park() {
            answer();
            return new Request(opcode, node, bytes, in, out);
        }

        @Override
        public void requeue() {
            answer();
        }
    }

    private static final class Mount implements FuseMount {
        private final OpenNodes nodes = new OpenNodes();

        @Override
        public String source() {
            return "heddle:fuzz";
        }

        @Override
        public Path directory() {
            return Path.of("/fuzz");
        }

        @Override
        public void handler(@Nullable FuseHandler handler) {
            throw new AssertionError("the target hands the requests over itself");
        }

        @Override
        public OpenNodes openNodes() {
            return nodes;
        }

        @Override
        public void invalidateInode(long node) {
            // There is no kernel.
        }

        @Override
        public void invalidateEntry(long parent, String name) {
            // There is no kernel.
        }

        @Override
        public void invalidateNames() {
            // There is no kernel.
        }

        @Override
        public int maxWriteBytes() {
            return 1 << 20;
        }

        @Override
        public int outstanding() {
            return 0;
        }

        @Override
        public long memoryBytes() {
            return 0;
        }

        @Override
        public boolean isMounted() {
            return true;
        }

        @Override
        public void unmount(boolean force) {
            throw new AssertionError("nobody unmounts here");
        }
    }
}
