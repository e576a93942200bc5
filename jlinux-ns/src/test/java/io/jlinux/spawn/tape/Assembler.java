package io.jlinux.spawn.tape;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.raw.Arch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The GNU tools of one architecture. */
record Assembler(Arch arch, Path work) {
    private byte[] assemble(Path source) throws IOException, InterruptedException {
        Path object = work.resolve("code.o");
        Path binary = work.resolve("code.bin");
        run(tool("as"), source.toString(), "-o", object.toString());
        run(tool("objcopy"), "-O", "binary", "-j", ".text", object.toString(), binary.toString());
        return Files.readAllBytes(binary);
    }

    /** That {@code code} is what the source of this name makes, but for the padding of the section. */
    void assertMakes(byte[] code, String file) throws IOException, InterruptedException {
        byte[] assembled = assemble(source(arch, file));
        assertThat(assembled).startsWith(code).hasSizeLessThan(code.length + 16);
        for (int i = code.length; i < assembled.length; i++)
            assertThat(assembled[i]).isIn((byte) 0, (byte) 0x90);
    }

    /** A static program of a C source. */
    Path compile(String name, String source) throws IOException, InterruptedException {
        Path c = Files.writeString(work.resolve(name + ".c"), source);
        Path program = work.resolve(name);
        run(tool("gcc"), "-static", "-O1", "-o", program.toString(), c.toString());
        return program;
    }

    private static Path source(Arch arch, String file) {
        String directory = arch.name().toLowerCase(Locale.ROOT);
        return Path.of(System.getProperty("basedir", "."), "src/main/asm", directory, file);
    }

    /** Debian's names of the tools: the machine's own have no prefix. */
    String tool(String name) {
        return arch == Arch.current() ? name : arch.name().toLowerCase(Locale.ROOT) + "-linux-gnu-" + name;
    }

    static void run(String... command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(said).isZero();
    }
}
