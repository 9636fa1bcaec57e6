package io.heddle.foreign.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

class FuseLayoutTest {
    private static final Path HEADER = Path.of("/usr/include/linux/fuse.h");

    @TempDir
    Path folder;

    @Test
    void shouldAgreeWithTheCompilerOnEveryMember() throws Exception {
        Assumptions.assumeTrue(Files.exists(HEADER), "SKIPPED: no " + HEADER);
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "SKIPPED: no gcc");
        List<Integer> expected = new ArrayList<>();
        List<String> names = new ArrayList<>();
        String header = Files.readString(HEADER);
        var program = new StringBuilder(
                "#include <stdio.h>\n#include <stddef.h>\n#include <linux/fuse.h>\nint main() {\n");
        for (Class<?> structure : FuseLayout.class.getDeclaredClasses()) {
            String name = structure.getSimpleName();
            if (!header.contains("struct " + name + " {")) {
                System.out.println("not in this machine's fuse.h: struct " + name);
                continue;
            }
            for (var member : structure.getDeclaredFields()) {
                expected.add(member.getInt(null));
                names.add(name + "." + member.getName());
                program.append("printf(\"%zu\\n\", (size_t) ")
                        .append(
                                member.getName().equals("SIZE")
                                        ? "sizeof(struct " + name + ")"
                                        : "offsetof(struct " + name + "," + member.getName() + ")")
                        .append(");\n");
            }
        }
        String[] seen = run(program.append("return 0; }\n").toString()).split("\n");
        assertTrue(expected.size() > 150, "structures were found");
        for (int i = 0; i < seen.length; i++) {
            assertEquals(Integer.parseInt(seen[i].trim()), expected.get(i), names.get(i));
        }
    }

    private String run(String program) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("layout.c"), program);
        Path binary = folder.resolve("layout");
        finish(new ProcessBuilder("/usr/bin/gcc", "-o", binary.toString(), source.toString()));
        return finish(new ProcessBuilder(binary.toString()));
    }

    private static String finish(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "in time");
        assertEquals(0, process.exitValue(), text);
        return text;
    }
}
