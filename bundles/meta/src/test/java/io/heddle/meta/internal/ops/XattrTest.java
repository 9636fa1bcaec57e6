package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class XattrTest {
    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    private int set(String name, byte[] value, int flags) {
        return shard.call(Opcode.SETXATTR, file, name, null, value, fields -> fields.flags(flags));
    }

    private int get(String name) {
        return shard.call(Opcode.GETXATTR, file, name, fields -> {});
    }

    private String list() {
        Shard.check(shard.call(Opcode.LISTXATTR, file, null, fields -> {}));
        return new String(shard.reply(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldKeepValues() {
        assertEquals(0, set("user.a", Shard.bytes("one"), 0));
        assertEquals(0, set("user.b", new byte[1 << 16], 0));
        assertEquals(0, set("user.empty", new byte[0], 0));
        assertEquals(0, get("user.a"));
        assertArrayEquals(Shard.bytes("one"), shard.reply());
        get("user.b");
        assertEquals(1 << 16, shard.reply().length);
        assertEquals(0, get("user.empty"));
        assertEquals(0, shard.reply().length);
        assertEquals("user.a\0user.b\0user.empty\0", list());
        assertEquals(0, set("user.a", Shard.bytes("other"), 0));
        get("user.a");
        assertArrayEquals(Shard.bytes("other"), shard.reply());
    }

    @Test
    void shouldRemoveValues() {
        set("user.a", Shard.bytes("one"), 0);
        var before = shard.stat(file);
        assertEquals(0, shard.call(Opcode.REMOVEXATTR, file, "user.a", fields -> {}));
        assertTrue(shard.stat(file).ctimeNs() > before.ctimeNs());
        assertEquals(-Errno.ENODATA, get("user.a"));
        assertEquals("", list());
        assertEquals(-Errno.ENODATA, shard.call(Opcode.REMOVEXATTR, file, "user.a", fields -> {}));
    }

    @Test
    void shouldCreateOrReplaceOnlyWhenAsked() {
        assertEquals(-Errno.ENODATA, set("user.a", new byte[1], SetXattr.ONLY_REPLACE));
        assertEquals(0, set("user.a", new byte[1], SetXattr.ONLY_CREATE));
        assertEquals(-Errno.EEXIST, set("user.a", new byte[1], SetXattr.ONLY_CREATE));
        assertEquals(0, set("user.a", new byte[2], SetXattr.ONLY_REPLACE));
    }

    @Test
    void shouldRefuseBadNamesAndValues() {
        assertEquals(-Errno.EINVAL, set("", new byte[1], 0));
        assertEquals(-Errno.ERANGE, set("user." + "x".repeat(251), new byte[1], 0));
        assertEquals(0, set("user." + "x".repeat(250), new byte[1], 0));
        assertEquals(-Errno.E2BIG, set("user.a", new byte[(1 << 16) + 1], 0));
        assertEquals(-Errno.EOPNOTSUPP, set("system.posix_acl_access", new byte[1], 0));
        assertEquals(-Errno.EOPNOTSUPP, get("system.posix_acl_access"));
        assertEquals(-Errno.ENOENT, shard.call(Opcode.GETXATTR, 999, "user.a", fields -> {}));
        shard.context.full = true;
        assertEquals(-Errno.ENOSPC, set("user.a", new byte[1], 0));
    }

    @Test
    void shouldBoundTheNames() {
        int status = 0;
        int count = 0;
        while (status == 0 && count < 1000) {
            status = set(
                    "user." + "x".repeat(240) + String.format("%010d", count++), new byte[1], 0);
        }
        assertEquals(-Errno.ENOSPC, status);
        assertEquals((1 << 16) / 256 + 1, count);
        assertEquals(1 << 16, list().length());
        assertEquals(0, shard.unlink(Shard.ROOT, "file"));
    }
}
