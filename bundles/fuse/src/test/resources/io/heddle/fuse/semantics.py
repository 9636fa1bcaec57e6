"""What POSIX and Linux promise, one check a function. Prints one line each; exit status 1 if one fails."""
import ctypes
import errno
import fcntl
import mmap
import os
import signal
import stat
import struct
import subprocess
import sys
import time

root = sys.argv[1]
libc = ctypes.CDLL(None, use_errno=True)
failed = False


def path(name):
    return os.path.join(root, name)


def check(function):
    global failed
    try:
        function()
        print("ok   " + function.__name__)
    except BaseException as problem:
        failed = True
        print("FAIL " + function.__name__ + ": " + repr(problem))


def expect(error, action, *arguments):
    try:
        action(*arguments)
    except OSError as problem:
        assert problem.errno == error, problem
        return
    raise AssertionError("no error")


def in_child(action):
    child = os.fork()
    if child == 0:
        try:
            os._exit(action() or 0)
        except OSError as problem:
            os._exit(problem.errno)
        except BaseException:
            os._exit(98)
    return child


def result(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def make(name, data=b""):
    with open(path(name), "wb") as file:
        file.write(data)
    return path(name)


def xattrs():
    name = make("xattr")
    os.setxattr(name, "user.k", b"v1")
    os.setxattr(name, "user.empty", b"")
    assert os.getxattr(name, "user.k") == b"v1"
    assert sorted(os.listxattr(name)) == ["user.empty", "user.k"]
    os.removexattr(name, "user.k")
    expect(errno.ENODATA, os.getxattr, name, "user.k")


def flock_excludes_and_ends_with_close():
    name = make("flock")
    first, second = open(name), open(name)
    fcntl.flock(first, fcntl.LOCK_EX)
    expect(errno.EAGAIN, fcntl.flock, second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    first.close()
    fcntl.flock(second, fcntl.LOCK_EX)  # RELEASE is sent in the background: no LOCK_NB.
    third = open(name)
    expect(errno.EAGAIN, fcntl.flock, third, fcntl.LOCK_EX | fcntl.LOCK_NB)


def posix_lock_wakes_who_waits():
    file = open(make("posix", b"x" * 100), "r+")
    fcntl.lockf(file, fcntl.LOCK_EX)
    trying, try_now = os.pipe()
    released, release = os.pipe()
    os.set_blocking(released, False)

    def wait():
        other = open(path("posix"), "r+")
        os.write(try_now, b"t")
        fcntl.lockf(other, fcntl.LOCK_EX)
        return 0 if os.read(released, 1) == b"r" else 99  # EAGAIN: it had the lock too early.

    child = in_child(wait)
    os.read(trying, 1)
    time.sleep(0.3)
    os.write(release, b"r")
    fcntl.lockf(file, fcntl.LOCK_UN)
    assert result(child) == 0


def posix_lock_of_ranges():
    file = open(make("ranges", b"x" * 100), "r+")
    fcntl.lockf(file, fcntl.LOCK_EX, 10, 0)

    def other():
        mine = open(path("ranges"), "r+")
        fcntl.lockf(mine, fcntl.LOCK_EX | fcntl.LOCK_NB, 10, 10)
        expect(errno.EAGAIN, fcntl.lockf, mine, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 9)

    assert result(in_child(other)) == 0


def posix_lock_ends_with_any_close():
    file = open(make("closing", b"x"), "r+")
    fcntl.lockf(file, fcntl.LOCK_EX)
    open(path("closing")).close()

    def other():
        fcntl.lockf(open(path("closing"), "r+"), fcntl.LOCK_EX | fcntl.LOCK_NB)

    assert result(in_child(other)) == 0


def waiting_for_a_lock_is_interrupted():
    file = open(make("interrupt", b"x"), "r+")
    fcntl.lockf(file, fcntl.LOCK_EX)

    def wait():
        def stop(*_):
            raise KeyboardInterrupt

        signal.signal(signal.SIGALRM, stop)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            fcntl.lockf(open(path("interrupt"), "r+"), fcntl.LOCK_EX)
        except KeyboardInterrupt:
            return 0
        return 99

    assert result(in_child(wait)) == 0


def posix_deadlock_is_refused():
    name = make("deadlock", b"ab")
    mine = open(name, "r+")
    fcntl.lockf(mine, fcntl.LOCK_EX, 1, 0)
    locked, says = os.pipe()

    def other():
        file = open(name, "r+")
        fcntl.lockf(file, fcntl.LOCK_EX, 1, 1)
        os.write(says, b"l")
        fcntl.lockf(file, fcntl.LOCK_EX, 1, 0)
        return 0

    child = in_child(other)
    os.read(locked, 1)
    try:
        fcntl.lockf(mine, fcntl.LOCK_EX, 1, 1)
        expected = errno.EDEADLK  # Its locks ended with it.
    except OSError as problem:
        assert problem.errno == errno.EDEADLK, problem
        expected = 0
    mine.close()
    assert result(child) == expected


def waiting_in_a_line_is_no_deadlock():
    name = make("line", b"abc")
    file = open(name, "r+")
    fcntl.lockf(file, fcntl.LOCK_EX, 1, 0)
    locked, says = os.pipe()

    def next_in_line(number):
        other = open(name, "r+")
        fcntl.lockf(other, fcntl.LOCK_EX, 1, number)
        os.write(says, b"l")
        fcntl.lockf(other, fcntl.LOCK_EX, 1, number - 1)
        return 0

    children = []
    for number in (1, 2):
        children.append(in_child(lambda: next_in_line(number)))
        os.read(locked, 1)
    time.sleep(0.3)
    assert [os.waitpid(child, os.WNOHANG)[0] for child in children] == [0, 0]
    fcntl.lockf(file, fcntl.LOCK_UN)
    assert [result(child) for child in children] == [0, 0]


def ofd(file, kind):
    set_lock = 37  # F_OFD_SETLK
    fcntl.fcntl(file, set_lock, struct.pack("hh4xqqi4x", kind, os.SEEK_SET, 0, 0, 0))


def ofd_lock_ends_with_the_last_close():
    name = make("ofd")
    first = os.open(name, os.O_RDWR)
    twin = os.dup(first)
    ofd(first, fcntl.F_WRLCK)
    second = os.open(name, os.O_RDWR)
    expect(errno.EAGAIN, ofd, second, fcntl.F_WRLCK)
    os.close(first)
    expect(errno.EAGAIN, ofd, second, fcntl.F_WRLCK)
    os.close(twin)
    deadline = time.monotonic() + 20
    while True:  # RELEASE is sent in the background.
        try:
            ofd(second, fcntl.F_WRLCK)
            break
        except OSError as problem:
            assert problem.errno == errno.EAGAIN and time.monotonic() < deadline, problem
            time.sleep(0.01)
    os.close(second)


def late_release_keeps_a_process_lock():
    name = make("late")
    first = open(name, "r+")
    second = open(name, "r+")
    fcntl.lockf(first, fcntl.LOCK_EX)
    first.close()
    fcntl.lockf(second, fcntl.LOCK_EX)
    time.sleep(0.2)

    def other():
        fcntl.lockf(open(name, "r+"), fcntl.LOCK_EX | fcntl.LOCK_NB)

    assert result(in_child(other)) == errno.EAGAIN


def many_waiting_lockers_do_not_stop_others():
    file = open(make("crowd", b"x"), "r+")
    fcntl.lockf(file, fcntl.LOCK_EX)
    children = [
        in_child(lambda: fcntl.lockf(open(path("crowd"), "r+"), fcntl.LOCK_EX)) for _ in range(100)
    ]
    time.sleep(0.3)
    make("beside", b"still served")
    assert open(path("beside"), "rb").read() == b"still served"
    fcntl.lockf(file, fcntl.LOCK_UN)
    assert [result(child) for child in children] == [0] * 100


def fallocate_and_punch():
    file = os.open(path("fallocate"), os.O_RDWR | os.O_CREAT)
    assert libc.fallocate(file, 0, ctypes.c_long(0), ctypes.c_long(1 << 20)) == 0
    assert os.fstat(file).st_size == 1 << 20
    os.pwrite(file, b"z" * 8192, 0)
    assert libc.fallocate(file, 3, ctypes.c_long(0), ctypes.c_long(4096)) == 0
    assert os.pread(file, 2, 0) == b"\0\0" and os.pread(file, 2, 4096) == b"zz"
    os.close(file)


def copy_file_range():
    data = os.urandom(3_000_001)
    source = os.open(make("source", data), os.O_RDONLY)
    target = os.open(path("target"), os.O_RDWR | os.O_CREAT)
    copied = 0
    while copied < len(data):
        copied += os.copy_file_range(source, target, len(data) - copied)
    assert open(path("target"), "rb").read() == data


def seek_data_and_hole():
    file = os.open(make("seek", b"q" * 8192), os.O_RDWR)
    assert os.lseek(file, 0, os.SEEK_HOLE) == 8192
    expect(errno.ENXIO, os.lseek, file, 8192, os.SEEK_DATA)


def tmpfile_and_link():
    file = os.open(root, os.O_TMPFILE | os.O_RDWR, 0o600)
    os.write(file, b"tmp")
    assert os.fstat(file).st_nlink == 0
    name = b"/proc/self/fd/%d" % file
    assert libc.linkat(-100, name, -100, path("linked").encode(), 0x400) == 0
    assert open(path("linked")).read() == "tmp"


def rename_flags():
    make("r1", b"1")
    make("r2", b"2")

    def rename(flags):
        ctypes.set_errno(0)
        done = libc.renameat2(-100, path("r1").encode(), -100, path("r2").encode(), flags)
        return ctypes.get_errno() if done < 0 else 0

    assert rename(1) == errno.EEXIST
    assert rename(2) == 0
    assert open(path("r1")).read() == "2"
    assert rename(0) == 0
    assert not os.path.exists(path("r1")) and open(path("r2")).read() == "2"


def unlinked_and_replaced_files_live_while_open():
    first = open(make("gone", b"first"), "r+b")
    os.unlink(path("gone"))
    assert os.fstat(first.fileno()).st_nlink == 0
    os.ftruncate(first.fileno(), 3)
    assert os.pread(first.fileno(), 10, 0) == b"fir"
    old = open(make("old", b"old"), "rb")
    os.rename(make("new", b"new"), path("old"))
    assert os.pread(old.fileno(), 10, 0) == b"old"
    assert open(path("old"), "rb").read() == b"new"


def birth_time():
    name = make("birth")
    shown = subprocess.run(["stat", "-c", "%W", name], capture_output=True, text=True).stdout
    assert abs(int(shown) - time.time()) < 100, shown


def shared_mapping():
    with open(path("mapped"), "w+b") as file:
        file.truncate(8192)
        mapping = mmap.mmap(file.fileno(), 8192)
        mapping[0:5] = b"hello"
        mapping.flush()
    assert open(path("mapped"), "rb").read(5) == b"hello"


def special_files():
    os.mkfifo(path("fifo"))
    os.mknod(path("null"), 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    os.symlink("some/where", path("link"))
    assert stat.S_ISFIFO(os.lstat(path("fifo")).st_mode)
    device = os.lstat(path("null"))
    assert stat.S_ISCHR(device.st_mode) and device.st_rdev == os.makedev(1, 3)
    assert os.readlink(path("link")) == "some/where"


def attributes():
    name = make("attributes", b"12345")
    os.utime(name, ns=(1_000_000_007, 2_000_000_009))
    seen = os.stat(name)
    assert (seen.st_atime_ns, seen.st_mtime_ns) == (1_000_000_007, 2_000_000_009)
    os.chmod(name, 0o4751)
    assert stat.S_IMODE(os.stat(name).st_mode) == 0o4751
    os.chown(name, 12, 34)
    seen = os.stat(name)
    assert (seen.st_uid, seen.st_gid) == (12, 34)
    assert stat.S_IMODE(seen.st_mode) == 0o751, "chown takes set-user-id away"
    os.truncate(name, 3)
    assert open(name, "rb").read() == b"123"
    os.truncate(name, 6)
    assert open(name, "rb").read() == b"123\0\0\0"


def folders():
    os.makedirs(path("d/e/f"))
    expect(errno.ENOTEMPTY, os.rmdir, path("d/e"))
    inside = os.stat(path("d/e/f/..")).st_ino
    assert inside == os.stat(path("d/e")).st_ino
    names = {"n%04d" % i + "x" * (i % 60) for i in range(3000)}
    for name in names:
        make("d/" + name)
    assert set(os.listdir(path("d"))) == names | {"e"}
    with os.scandir(path("d")) as entries:
        assert all(entry.is_dir() == (entry.name == "e") for entry in entries)
    for entry in os.scandir(path("d")):
        if entry.name != "e":
            os.unlink(entry.path)
    assert os.listdir(path("d")) == ["e"]
    os.rename(path("d/e/f"), path("d/g"))
    assert os.stat(path("d/g/..")).st_ino == os.stat(path("d")).st_ino


def hard_links():
    name = make("hard", b"1")
    os.link(name, path("hard2"))
    assert os.stat(name).st_nlink == 2
    os.unlink(name)
    assert os.stat(path("hard2")).st_nlink == 1 and open(path("hard2")).read() == "1"


def append_and_sparse():
    name = make("append", b"a")
    with open(name, "ab") as file:
        file.write(b"b")
    with open(name, "r+b") as file:
        file.seek(10_000)
        file.write(b"c")
        os.fsync(file.fileno())
    assert open(name, "rb").read() == b"ab" + b"\0" * 9998 + b"c"


def errors():
    expect(errno.ENOENT, os.stat, path("nothing"))
    make("plain")
    expect(errno.EEXIST, os.mkdir, path("plain"))
    expect(errno.ENOTDIR, os.listdir, path("plain"))
    expect(errno.ENAMETOOLONG, os.stat, path("n" * 300))
    expect(errno.EEXIST, os.open, path("plain"), os.O_CREAT | os.O_EXCL)
    expect(errno.EISDIR, os.open, root, os.O_RDWR)
    assert os.statvfs(root).f_bfree > 0


for candidate in list(globals().values()):
    if callable(candidate) and getattr(candidate, "__module__", "") == "__main__":
        if candidate.__code__.co_argcount == 0:
            check(candidate)
sys.exit(1 if failed else 0)
