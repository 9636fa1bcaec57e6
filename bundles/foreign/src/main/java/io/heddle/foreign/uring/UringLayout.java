package io.heddle.foreign.uring;

/**
 * Offsets, sizes and numbers of linux/io_uring.h. A test compares each with what a C compiler says.
 */
final class UringLayout {
    static final int PARAMS_BYTES = 120;
    static final int PARAMS_SQ_ENTRIES = 0;
    static final int PARAMS_CQ_ENTRIES = 4;
    static final int PARAMS_FLAGS = 8;
    static final int PARAMS_FEATURES = 20;
    static final int PARAMS_SQ_HEAD = 40;
    static final int PARAMS_SQ_TAIL = 44;
    static final int PARAMS_SQ_MASK = 48;
    static final int PARAMS_SQ_FLAGS = 56;
    static final int PARAMS_SQ_ARRAY = 64;
    static final int PARAMS_CQ_HEAD = 80;
    static final int PARAMS_CQ_TAIL = 84;
    static final int PARAMS_CQ_MASK = 88;
    static final int PARAMS_CQ_OVERFLOW = 96;
    static final int PARAMS_CQ_CQES = 100;
    static final int PARAMS_CQ_FLAGS = 104;

    static final int SQE_BYTES = 64;
    static final int SQE_OPCODE = 0;
    static final int SQE_FD = 4;
    static final int SQE_OFF = 8;
    static final int SQE_ADDR = 16;
    static final int SQE_LEN = 24;
    static final int SQE_RW_FLAGS = 28;
    static final int SQE_USER_DATA = 32;

    static final int CQE_BYTES = 16;
    static final int CQE_USER_DATA = 0;
    static final int CQE_RES = 8;

    static final int OP_NOP = 0;
    static final int OP_FSYNC = 3;
    static final int OP_READ = 22;
    static final int OP_WRITE = 23;

    static final int SETUP_CQSIZE = 1 << 3;
    static final int SETUP_SUBMIT_ALL = 1 << 7;
    static final int SETUP_TASKRUN_FLAG = 1 << 9;
    static final int SETUP_SINGLE_ISSUER = 1 << 12;
    static final int SETUP_DEFER_TASKRUN = 1 << 13;
    static final int FEAT_SINGLE_MMAP = 1;
    static final int FEAT_NODROP = 1 << 1;
    static final int ENTER_GETEVENTS = 1;
    static final int SQ_CQ_OVERFLOW = 1 << 1;
    static final int SQ_TASKRUN = 1 << 2;
    static final int CQ_EVENTFD_DISABLED = 1;
    static final int FSYNC_DATASYNC = 1;
    static final int REGISTER_EVENTFD = 4;
    static final long OFF_SQ_RING = 0;
    static final long OFF_SQES = 0x1000_0000L;

    private UringLayout() {}
}
