package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Proves the main job: real trees copied and compared, work done on the mount, the driver swapped
 * meanwhile. Files: {@code -Dheddle.files=20000} (2,000 by default); swaps: {@code -Dheddle.swaps=20}.
 */
class TreeTest {
    private static final int FILES = Integer.getInteger("heddle.files", 2_000);
    private static final int SWAPS = Integer.getInteger("heddle.swaps", 6);
    private static final String SOURCES =
            "/usr/include /usr/share/perl /usr/share/doc /usr/share/zoneinfo "
                    + "/usr/lib/python3 /usr/share/cmake* /usr/share/icons /usr/share/man /usr/share/locale";

    @Test
    void shouldHoldARealTreeOverSwapsAndARestart() throws Exception {
        try (var heddle = HeddleProcess.prepare("tree", "--capacity", "2G")) {
            heddle.up();
            Path list = heddle.work().resolve("files");
            HeddleProcess.shell(
                    heddle.work(),
                    "{ find " + SOURCES + " -type f -readable 2>/dev/null || true; } | head -n "
                            + FILES + " > " + list + "; test -s " + list);
            var copying = new AtomicBoolean(true);
            CompletableFuture<Double> swaps =
                    CompletableFuture.supplyAsync(() -> swap(heddle, copying));
            HeddleProcess.shell(
                    heddle.work(),
                    "mkdir " + heddle.mount() + "/tree; sed 's,^/,,' " + list
                            + " | tar -C / -cf - -T - | tar -C " + heddle.mount() + "/tree -xf -");
            copying.set(false);
            System.out.printf(
                    "copied %d files, longest stall of a swap %.1f ms%n", FILES, swaps.get());
            compare(heddle, list);
            work(heddle);
            heddle.down();
            heddle.up();
            compare(heddle, list);
            HeddleProcess.shell(heddle.mount(), "cd repository && git fsck --strict");
        }
    }

    private static void compare(HeddleProcess heddle, Path list) throws Exception {
        String wanted = HeddleProcess.shell(
                Path.of("/"),
                "tr '\\n' '\\0' < " + list + " | xargs -0 sha256sum | cut -d' ' -f1 | sha256sum");
        String found = HeddleProcess.shell(
                heddle.mount().resolve("tree"),
                "sed 's,^/,,' " + list
                        + " | tr '\\n' '\\0' | xargs -0 sha256sum | cut -d' ' -f1 | sha256sum");
        assertEquals(wanted, found);
    }

    /** Work that people do: a repository, a build in C, a database. */
    private static void work(HeddleProcess heddle) throws Exception {
        HeddleProcess.shell(
                heddle.mount(),
                "mkdir repository && cd repository && git init -q ."
                        + " && { cp -r ../tree/usr/include ./include || cp -r ../tree ./include; }"
                        + " && git add -A"
                        + " && git -c user.name=t -c user.email=t@t commit -qm one"
                        + " && git gc -q && git fsck --strict && git clone -q . ../clone && git -C ../clone fsck");
        HeddleProcess.shell(
                heddle.mount(),
                "mkdir build && cd build && for i in $(seq 20); do echo \"int f$i(int x){return x+$i;}\" > f$i.c; done"
                        + " && printf 'int f20(int);int main(void){return f20(22)-42;}' > main.c"
                        + " && gcc -c *.c && gcc -o main *.o && ./main && ar rc lib.a f*.o && ranlib lib.a");
        String verdict = HeddleProcess.shell(
                heddle.mount(),
                "sqlite3 t.db 'create table t(a integer primary key, b text);"
                        + " with recursive n(i) as (select 1 union all select i+1 from n where i<5000)"
                        + " insert into t select i, hex(randomblob(50)) from n; update t set b=b||a where a%7=0;"
                        + " delete from t where a%3=0; vacuum; pragma integrity_check'");
        assertEquals("ok", verdict.trim());
    }

    private static double swap(HeddleProcess heddle, AtomicBoolean copying) {
        double longest = 0;
        try {
            for (int i = 0; i < SWAPS || copying.get(); i++) {
                if (i >= SWAPS) {
                    Thread.sleep(200);
                    continue;
                }
                String driver = i % 2 == 0 ? "udp-netty" : "udp-native";
                JsonNode ledger = heddle.json("net", "swap", driver);
                assertEquals(0, ledger.path("lost").asLong(-1), ledger.toString());
                assertEquals(0, ledger.path("executedTwice").asLong(-1), ledger.toString());
                assertTrue(
                        ledger.path("started").asLong()
                                >= ledger.path("acknowledged").asLong(),
                        ledger.toString());
                longest = Math.max(longest, ledger.path("longestStallMs").asDouble());
            }
            return longest;
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
