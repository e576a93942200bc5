package io.jlinux.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Compiles C programs of tests, each once: what became of the same sources and flags stays in the module's target folder and
 * goes with it to the virtual machine, where gcc takes ten seconds and more.
 */
public final class Gcc {
    private Gcc() {}

    /**
     * Makes {@code program}.
     *
     * @param files the sources, and headers beside them
     * @throws IOException what gcc said
     */
    public static void compile(Path program, List<String> flags, List<Path> files)
            throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("basedir", "."), "target");
        Path kept = target.resolve("compiled").resolve(digest(flags, files));
        if (Files.isExecutable(kept)) {
            Files.copy(kept, program, StandardCopyOption.COPY_ATTRIBUTES);
            return;
        }
        List<String> command = new ArrayList<>(List.of("gcc", "-o", program.toString()));
        command.addAll(flags);
        files.stream().map(Path::toString).filter(name -> name.endsWith(".c")).forEach(command::add);
        Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (gcc.waitFor() != 0) throw new IOException("gcc: " + said);
        if (Files.isWritable(target)) keep(program, Files.createDirectories(target.resolve("compiled")), kept);
    }

    /** Under its name only when it is whole; not at all where another user keeps them. */
    private static void keep(Path program, Path directory, Path kept) throws IOException {
        if (!Files.isWritable(directory)) return;
        Path partial = Files.createTempFile(directory, "partial", "");
        Files.copy(program, partial, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String digest(List<String> flags, List<Path> files) throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(flags.toString().getBytes(StandardCharsets.UTF_8));
            for (Path file : files) {
                sha.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                sha.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JRE has it
        }
    }
}
