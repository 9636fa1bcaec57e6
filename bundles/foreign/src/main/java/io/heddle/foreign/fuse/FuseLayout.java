package io.heddle.foreign.fuse;

/**
 * Offsets and sizes of the structures of linux/fuse.h in bytes. One class for each structure, one
 * constant for each member, spelled as in C: a test compares all of them with the C compiler's.
 */
@SuppressWarnings({"checkstyle:ConstantName", "ClassName", "MemberName"}) // C spelling.
public final class FuseLayout {
    /** struct fuse_in_header. */
    public static final class fuse_in_header {
        public static final int len = 0;
        public static final int opcode = 4;
        public static final int unique = 8;
        public static final int nodeid = 16;
        public static final int uid = 24;
        public static final int gid = 28;
        public static final int pid = 32;
        public static final int total_extlen = 36;
        public static final int SIZE = 40;

        private fuse_in_header() {}
    }

    /** struct fuse_out_header. */
    public static final class fuse_out_header {
        public static final int len = 0;
        public static final int error = 4;
        public static final int unique = 8;
        public static final int SIZE = 16;

        private fuse_out_header() {}
    }

    /** struct fuse_init_in. */
    public static final class fuse_init_in {
        public static final int major = 0;
        public static final int minor = 4;
        public static final int max_readahead = 8;
        public static final int flags = 12;
        public static final int flags2 = 16;
        public static final int SIZE = 64;

        private fuse_init_in() {}
    }

    /** struct fuse_init_out. */
    public static final class fuse_init_out {
        public static final int major = 0;
        public static final int minor = 4;
        public static final int max_readahead = 8;
        public static final int flags = 12;
        public static final int max_background = 16;
        public static final int congestion_threshold = 18;
        public static final int max_write = 20;
        public static final int time_gran = 24;
        public static final int max_pages = 28;
        public static final int map_alignment = 30;
        public static final int flags2 = 32;
        public static final int SIZE = 64;

        private fuse_init_out() {}
    }

    /** struct fuse_attr. */
    public static final class fuse_attr {
        public static final int ino = 0;
        public static final int size = 8;
        public static final int blocks = 16;
        public static final int atime = 24;
        public static final int mtime = 32;
        public static final int ctime = 40;
        public static final int atimensec = 48;
        public static final int mtimensec = 52;
        public static final int ctimensec = 56;
        public static final int mode = 60;
        public static final int nlink = 64;
        public static final int uid = 68;
        public static final int gid = 72;
        public static final int rdev = 76;
        public static final int blksize = 80;
        public static final int flags = 84;
        public static final int SIZE = 88;

        private fuse_attr() {}
    }

    /** struct fuse_entry_out. */
    public static final class fuse_entry_out {
        public static final int nodeid = 0;
        public static final int generation = 8;
        public static final int entry_valid = 16;
        public static final int attr_valid = 24;
        public static final int entry_valid_nsec = 32;
        public static final int attr_valid_nsec = 36;
        public static final int attr = 40;
        public static final int SIZE = 128;

        private fuse_entry_out() {}
    }

    /** struct fuse_attr_out. */
    public static final class fuse_attr_out {
        public static final int attr_valid = 0;
        public static final int attr_valid_nsec = 8;
        public static final int attr = 16;
        public static final int SIZE = 104;

        private fuse_attr_out() {}
    }

    /** struct fuse_getattr_in. */
    public static final class fuse_getattr_in {
        public static final int getattr_flags = 0;
        public static final int fh = 8;
        public static final int SIZE = 16;

        private fuse_getattr_in() {}
    }

    /** struct fuse_setattr_in. */
    public static final class fuse_setattr_in {
        public static final int valid = 0;
        public static final int fh = 8;
        public static final int size = 16;
        public static final int lock_owner = 24;
        public static final int atime = 32;
        public static final int mtime = 40;
        public static final int ctime = 48;
        public static final int atimensec = 56;
        public static final int mtimensec = 60;
        public static final int ctimensec = 64;
        public static final int mode = 68;
        public static final int uid = 76;
        public static final int gid = 80;
        public static final int SIZE = 88;

        private fuse_setattr_in() {}
    }

    /** struct fuse_open_in. */
    public static final class fuse_open_in {
        public static final int flags = 0;
        public static final int open_flags = 4;
        public static final int SIZE = 8;

        private fuse_open_in() {}
    }

    /** struct fuse_create_in. */
    public static final class fuse_create_in {
        public static final int flags = 0;
        public static final int mode = 4;
        public static final int umask = 8;
        public static final int open_flags = 12;
        public static final int SIZE = 16;

        private fuse_create_in() {}
    }

    /** struct fuse_open_out. */
    public static final class fuse_open_out {
        public static final int fh = 0;
        public static final int open_flags = 8;
        public static final int SIZE = 16;

        private fuse_open_out() {}
    }

    /** struct fuse_release_in. */
    public static final class fuse_release_in {
        public static final int fh = 0;
        public static final int flags = 8;
        public static final int release_flags = 12;
        public static final int lock_owner = 16;
        public static final int SIZE = 24;

        private fuse_release_in() {}
    }

    /** struct fuse_flush_in. */
    public static final class fuse_flush_in {
        public static final int fh = 0;
        public static final int lock_owner = 16;
        public static final int SIZE = 24;

        private fuse_flush_in() {}
    }

    /** struct fuse_read_in. */
    public static final class fuse_read_in {
        public static final int fh = 0;
        public static final int offset = 8;
        public static final int size = 16;
        public static final int read_flags = 20;
        public static final int lock_owner = 24;
        public static final int flags = 32;
        public static final int SIZE = 40;

        private fuse_read_in() {}
    }

    /** struct fuse_write_in. */
    public static final class fuse_write_in {
        public static final int fh = 0;
        public static final int offset = 8;
        public static final int size = 16;
        public static final int write_flags = 20;
        public static final int lock_owner = 24;
        public static final int flags = 32;
        public static final int SIZE = 40;

        private fuse_write_in() {}
    }

    /** struct fuse_write_out. */
    public static final class fuse_write_out {
        public static final int size = 0;
        public static final int SIZE = 8;

        private fuse_write_out() {}
    }

    /** struct fuse_kstatfs. */
    public static final class fuse_kstatfs {
        public static final int blocks = 0;
        public static final int bfree = 8;
        public static final int bavail = 16;
        public static final int files = 24;
        public static final int ffree = 32;
        public static final int bsize = 40;
        public static final int namelen = 44;
        public static final int frsize = 48;
        public static final int SIZE = 80;

        private fuse_kstatfs() {}
    }

    /** struct fuse_fsync_in. */
    public static final class fuse_fsync_in {
        public static final int fh = 0;
        public static final int fsync_flags = 8;
        public static final int SIZE = 16;

        private fuse_fsync_in() {}
    }

    /** struct fuse_setxattr_in. */
    public static final class fuse_setxattr_in {
        public static final int size = 0;
        public static final int flags = 4;
        public static final int setxattr_flags = 8;
        public static final int SIZE = 16;

        private fuse_setxattr_in() {}
    }

    /** struct fuse_getxattr_in. */
    public static final class fuse_getxattr_in {
        public static final int size = 0;
        public static final int SIZE = 8;

        private fuse_getxattr_in() {}
    }

    /** struct fuse_getxattr_out. */
    public static final class fuse_getxattr_out {
        public static final int size = 0;
        public static final int SIZE = 8;

        private fuse_getxattr_out() {}
    }

    /** struct fuse_file_lock. */
    public static final class fuse_file_lock {
        public static final int start = 0;
        public static final int end = 8;
        public static final int type = 16;
        public static final int pid = 20;
        public static final int SIZE = 24;

        private fuse_file_lock() {}
    }

    /** struct fuse_lk_in. */
    public static final class fuse_lk_in {
        public static final int fh = 0;
        public static final int owner = 8;
        public static final int lk = 16;
        public static final int lk_flags = 40;
        public static final int SIZE = 48;

        private fuse_lk_in() {}
    }

    /** struct fuse_mknod_in. */
    public static final class fuse_mknod_in {
        public static final int mode = 0;
        public static final int rdev = 4;
        public static final int umask = 8;
        public static final int SIZE = 16;

        private fuse_mknod_in() {}
    }

    /** struct fuse_mkdir_in. */
    public static final class fuse_mkdir_in {
        public static final int mode = 0;
        public static final int umask = 4;
        public static final int SIZE = 8;

        private fuse_mkdir_in() {}
    }

    /** struct fuse_rename_in. */
    public static final class fuse_rename_in {
        public static final int newdir = 0;
        public static final int SIZE = 8;

        private fuse_rename_in() {}
    }

    /** struct fuse_rename2_in. */
    public static final class fuse_rename2_in {
        public static final int newdir = 0;
        public static final int flags = 8;
        public static final int SIZE = 16;

        private fuse_rename2_in() {}
    }

    /** struct fuse_link_in. */
    public static final class fuse_link_in {
        public static final int oldnodeid = 0;
        public static final int SIZE = 8;

        private fuse_link_in() {}
    }

    /** struct fuse_interrupt_in. */
    public static final class fuse_interrupt_in {
        public static final int unique = 0;
        public static final int SIZE = 8;

        private fuse_interrupt_in() {}
    }

    /** struct fuse_fallocate_in. */
    public static final class fuse_fallocate_in {
        public static final int fh = 0;
        public static final int offset = 8;
        public static final int length = 16;
        public static final int mode = 24;
        public static final int SIZE = 32;

        private fuse_fallocate_in() {}
    }

    /** struct fuse_dirent. */
    public static final class fuse_dirent {
        public static final int ino = 0;
        public static final int off = 8;
        public static final int namelen = 16;
        public static final int type = 20;
        public static final int name = 24;
        public static final int SIZE = 24;

        private fuse_dirent() {}
    }

    /** struct fuse_direntplus. */
    public static final class fuse_direntplus {
        public static final int entry_out = 0;
        public static final int dirent = 128;
        public static final int SIZE = 152;

        private fuse_direntplus() {}
    }

    /** struct fuse_lseek_in. */
    public static final class fuse_lseek_in {
        public static final int fh = 0;
        public static final int offset = 8;
        public static final int whence = 16;
        public static final int SIZE = 24;

        private fuse_lseek_in() {}
    }

    /** struct fuse_lseek_out. */
    public static final class fuse_lseek_out {
        public static final int offset = 0;
        public static final int SIZE = 8;

        private fuse_lseek_out() {}
    }

    /** struct fuse_copy_file_range_in. */
    public static final class fuse_copy_file_range_in {
        public static final int fh_in = 0;
        public static final int off_in = 8;
        public static final int nodeid_out = 16;
        public static final int fh_out = 24;
        public static final int off_out = 32;
        public static final int len = 40;
        public static final int flags = 48;
        public static final int SIZE = 56;

        private fuse_copy_file_range_in() {}
    }

    /** struct fuse_notify_inval_inode_out. */
    public static final class fuse_notify_inval_inode_out {
        public static final int ino = 0;
        public static final int off = 8;
        public static final int len = 16;
        public static final int SIZE = 24;

        private fuse_notify_inval_inode_out() {}
    }

    /** struct fuse_notify_inval_entry_out. */
    public static final class fuse_notify_inval_entry_out {
        public static final int parent = 0;
        public static final int namelen = 8;
        public static final int flags = 12;
        public static final int SIZE = 16;

        private fuse_notify_inval_entry_out() {}
    }

    /** struct fuse_statx_in, since 7.39. */
    public static final class fuse_statx_in {
        public static final int fh = 8;
        public static final int sx_mask = 20;
        public static final int SIZE = 24;

        private fuse_statx_in() {}
    }

    /** struct fuse_statx_out with struct fuse_statx in it, since 7.39. */
    public static final class fuse_statx_out {
        public static final int attr_valid = 0;
        public static final int stat = 32;
        public static final int SIZE = 288;

        private fuse_statx_out() {}
    }

    /** struct fuse_statx, since 7.39. */
    public static final class fuse_statx {
        public static final int mask = 0;
        public static final int blksize = 4;
        public static final int nlink = 16;
        public static final int uid = 20;
        public static final int gid = 24;
        public static final int mode = 28;
        public static final int ino = 32;
        public static final int size = 40;
        public static final int blocks = 48;
        public static final int atime = 64;
        public static final int btime = 80;
        public static final int ctime = 96;
        public static final int mtime = 112;
        public static final int rdev_major = 128;
        public static final int rdev_minor = 132;
        public static final int SIZE = 256;

        private fuse_statx() {}
    }

    private FuseLayout() {}
}
