package io.jlinux.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Probes of programs, by running them. */
final class ToolProbes {
    private static final int PT_INTERP = 3;

    private ToolProbes() {}

    /** Empty where the command ran and succeeded, else why not. */
    static Optional<String> runs(String... command) {
        try {
            Process p = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            p.getOutputStream().close();
            if (!p.waitFor(20, TimeUnit.SECONDS)) {
                p.destroyForcibly().waitFor();
                return Optional.of("'" + String.join(" ", command) + "' hangs");
            }
            int exit = p.exitValue();
            return exit == 0 ? Optional.empty() : Optional.of("'" + String.join(" ", command) + "' exits with " + exit);
        } catch (IOException e) {
            return Optional.of(command[0] + " is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    static Optional<String> libseccomp() {
        return Files.exists(Path.of("/usr/include/seccomp.h"))
                ? Optional.empty()
                : Optional.of("libseccomp's headers are not installed (package libseccomp-dev)");
    }

    static Optional<String> cniPlugins() {
        return Files.isExecutable(Path.of("/usr/lib/cni/bridge"))
                ? Optional.empty()
                : Optional.of("no CNI plugins in /usr/lib/cni (package containernetworking-plugins)");
    }

    static Optional<String> staticBusybox() {
        Optional<Path> busybox = onPath("busybox");
        if (busybox.isEmpty()) return Optional.of("busybox is not installed (package busybox-static)");
        try {
            if (hasLoader(busybox.get())) return Optional.of(busybox.get() + " is not static (package busybox-static)");
        } catch (IOException e) {
            return Optional.of("cannot read " + busybox.get() + ": " + e);
        }
        return runs("busybox", "true");
    }

    static Optional<Path> onPath(String name) {
        for (String dir : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator)) {
            Path candidate = Path.of(dir, name);
            if (Files.isExecutable(candidate)) return Optional.of(candidate);
        }
        return Optional.empty();
    }

    /** Whether a 64-bit ELF file names a dynamic loader (a PT_INTERP program header). */
    private static boolean hasLoader(Path elf) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(elf)).order(ByteOrder.LITTLE_ENDIAN);
        int headers = (int) b.getLong(32);
        int size = b.getShort(54);
        int count = b.getShort(56);
        for (int i = 0; i < count; i++) {
            if (b.getInt(headers + i * size) == PT_INTERP) return true;
        }
        return false;
    }
}
