package io.jlinux.cgroup;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk of the test's own: a loop device over a file of 32 MiB. */
final class LoopDisk implements AutoCloseable {
    private final String device;
    private final Path file;

    private LoopDisk(String device, Path file) {
        this.device = device;
        this.file = file;
    }

    static LoopDisk create() throws IOException, InterruptedException {
        Path file = Files.createTempFile("jlinux-disk", ".img");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(32 << 20);
        }
        try {
            return new LoopDisk(losetup("--find", "--show", "--direct-io=off", file.toString()), file);
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
    }

    private static String losetup(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("losetup"));
        command.addAll(List.of(args));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (p.waitFor() != 0) throw new IOException(command + ": " + said);
        return said;
    }

    /** Its node, such as {@code /dev/loop0}. */
    String device() {
        return device;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        losetup("--detach", device);
        Files.delete(file);
    }
}
