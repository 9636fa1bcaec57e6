package io.heddle.foreign.uring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

class UringLayoutTest {
    @TempDir
    Path folder;

    @Test
    void shouldMatchTheHeaderOfC() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "skipped: there is no gcc here");
        assumeTrue(
                Files.exists(Path.of("/usr/include/linux/io_uring.h")),
                "skipped: there is no linux/io_uring.h here");
        Map<String, Long> expected = expected();
        var program = new StringBuilder("#include <linux/io_uring.h>\n#include <stddef.h>\n"
                + "#include <stdio.h>\nint main(void) {\n");
        for (String expression : expected.keySet()) {
            program.append("printf(\"%lld\\n\", (long long)(")
                    .append(expression)
                    .append("));\n");
        }
        Path source = folder.resolve("layout.c");
        Files.writeString(source, program.append("return 0; }\n"));
        Path binary = folder.resolve("layout");
        assertEquals(0, run("gcc", "-o", binary.toString(), source.toString()));
        assertEquals(0, run(binary.toString()));
        var lines = Files.readAllLines(folder.resolve("out")).iterator();
        for (Map.Entry<String, Long> entry : expected.entrySet()) {
            assertTrue(lines.hasNext(), entry.getKey());
            assertEquals(entry.getValue(), Long.parseLong(lines.next()), entry.getKey());
        }
    }

    private int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start()
                .waitFor();
    }

    private static Map<String, Long> expected() {
        var all = new LinkedHashMap<String, Long>();
        put(all, "sizeof(struct io_uring_params)", UringLayout.PARAMS_BYTES);
        params(all, "sq_entries", UringLayout.PARAMS_SQ_ENTRIES);
        params(all, "cq_entries", UringLayout.PARAMS_CQ_ENTRIES);
        params(all, "flags", UringLayout.PARAMS_FLAGS);
        params(all, "features", UringLayout.PARAMS_FEATURES);
        params(all, "sq_off.head", UringLayout.PARAMS_SQ_HEAD);
        params(all, "sq_off.tail", UringLayout.PARAMS_SQ_TAIL);
        params(all, "sq_off.ring_mask", UringLayout.PARAMS_SQ_MASK);
        params(all, "sq_off.flags", UringLayout.PARAMS_SQ_FLAGS);
        params(all, "sq_off.array", UringLayout.PARAMS_SQ_ARRAY);
        params(all, "cq_off.head", UringLayout.PARAMS_CQ_HEAD);
        params(all, "cq_off.tail", UringLayout.PARAMS_CQ_TAIL);
        params(all, "cq_off.ring_mask", UringLayout.PARAMS_CQ_MASK);
        params(all, "cq_off.overflow", UringLayout.PARAMS_CQ_OVERFLOW);
        params(all, "cq_off.cqes", UringLayout.PARAMS_CQ_CQES);
        params(all, "cq_off.flags", UringLayout.PARAMS_CQ_FLAGS);
        put(all, "sizeof(struct io_uring_sqe)", UringLayout.SQE_BYTES);
        sqe(all, "opcode", UringLayout.SQE_OPCODE);
        sqe(all, "fd", UringLayout.SQE_FD);
        sqe(all, "off", UringLayout.SQE_OFF);
        sqe(all, "addr", UringLayout.SQE_ADDR);
        sqe(all, "len", UringLayout.SQE_LEN);
        sqe(all, "rw_flags", UringLayout.SQE_RW_FLAGS);
        sqe(all, "fsync_flags", UringLayout.SQE_RW_FLAGS);
        sqe(all, "user_data", UringLayout.SQE_USER_DATA);
        put(all, "sizeof(struct io_uring_cqe)", UringLayout.CQE_BYTES);
        put(all, "offsetof(struct io_uring_cqe, user_data)", UringLayout.CQE_USER_DATA);
        put(all, "offsetof(struct io_uring_cqe, res)", UringLayout.CQE_RES);
        put(all, "IORING_OP_NOP", UringLayout.OP_NOP);
        put(all, "IORING_OP_FSYNC", UringLayout.OP_FSYNC);
        put(all, "IORING_OP_READ", UringLayout.OP_READ);
        put(all, "IORING_OP_WRITE", UringLayout.OP_WRITE);
        put(all, "IORING_SETUP_CQSIZE", UringLayout.SETUP_CQSIZE);
        put(all, "IORING_SETUP_SUBMIT_ALL", UringLayout.SETUP_SUBMIT_ALL);
        put(all, "IORING_SETUP_TASKRUN_FLAG", UringLayout.SETUP_TASKRUN_FLAG);
        put(all, "IORING_SETUP_SINGLE_ISSUER", UringLayout.SETUP_SINGLE_ISSUER);
        put(all, "IORING_SETUP_DEFER_TASKRUN", UringLayout.SETUP_DEFER_TASKRUN);
        put(all, "IORING_FEAT_SINGLE_MMAP", UringLayout.FEAT_SINGLE_MMAP);
        put(all, "IORING_FEAT_NODROP", UringLayout.FEAT_NODROP);
        put(all, "IORING_ENTER_GETEVENTS", UringLayout.ENTER_GETEVENTS);
        put(all, "IORING_SQ_CQ_OVERFLOW", UringLayout.SQ_CQ_OVERFLOW);
        put(all, "IORING_SQ_TASKRUN", UringLayout.SQ_TASKRUN);
        put(all, "IORING_CQ_EVENTFD_DISABLED", UringLayout.CQ_EVENTFD_DISABLED);
        put(all, "IORING_FSYNC_DATASYNC", UringLayout.FSYNC_DATASYNC);
        put(all, "IORING_REGISTER_EVENTFD", UringLayout.REGISTER_EVENTFD);
        put(all, "IORING_OFF_SQ_RING", UringLayout.OFF_SQ_RING);
        put(all, "IORING_OFF_SQES", UringLayout.OFF_SQES);
        return all;
    }

    private static void params(Map<String, Long> all, String field, long value) {
        put(all, "offsetof(struct io_uring_params, " + field + ")", value);
    }

    private static void sqe(Map<String, Long> all, String field, long value) {
        put(all, "offsetof(struct io_uring_sqe, " + field + ")", value);
    }

    private static void put(Map<String, Long> all, String expression, long value) {
        all.put(expression, value);
    }
}
