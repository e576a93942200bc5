package io.jlinux.spawn;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Arch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an execve failed, in words: {@code ENOENT} may mean the interpreter, {@code EACCES} a missing mode bit, {@code
 * ENOEXEC} another architecture. Looks at the files after the failure, as the new root would have shown them.
 */
final class ExecDiagnosis {
    private static final int PT_INTERP = 3;
    private static final int HEAD = 4096;

    private final SpawnSpec spec;

    private ExecDiagnosis(SpawnSpec spec) {
        this.spec = spec;
    }

    static @Nullable String hint(SpawnSpec spec, String operation, Errno errno) {
        if (operation.equals("change directory to") && errno == Errno.ENOENT) {
            return "the working directory does not exist in the new root";
        }
        if (operation.equals("enter root") && spec.rootfs instanceof Rootfs.Directory d) return root(d.path(), errno);
        if (errno == Errno.ELOOP && !spec.features.openat2() && !operation.equals("execute")) {
            return "symbolic links in a path of the root need openat2(2), Linux 5.6";
        }
        if (operation.contains("overlay") || operation.startsWith("create root")) return missingLayer(spec, errno);
        if (operation.endsWith(RootSteps.OF_THE_HOST)) {
            return "in a user namespace a device is a bind of the host's file of that name, which is not this device";
        }
        if (operation.startsWith("bind ") && errno == Errno.ENOENT) return missingSource(spec, operation);
        if (!operation.equals("execute")) return null;
        try {
            return new ExecDiagnosis(spec).hint(errno);
        } catch (IOException | RuntimeException e) {
            return null; // the diagnosis is a courtesy; the error itself is told in any case, also of a broken file
        }
    }

    private static @Nullable String root(Path root, Errno errno) {
        if (errno == Errno.ENOENT && !Files.exists(root)) return "the root directory does not exist";
        return errno == Errno.ENOTDIR ? "the root is not a directory" : null;
    }

    private static @Nullable String missingLayer(SpawnSpec spec, Errno errno) {
        if (errno != Errno.ENOENT) return null;
        List<Path> layers = new ArrayList<>();
        if (spec.rootfs instanceof Rootfs.Layers l) layers.addAll(l.overlay().lower());
        for (Mount m : spec.mounts) {
            if (m instanceof Mount.OverlayMount o) layers.addAll(o.overlay().lower());
        }
        for (Path layer : layers) {
            if (!Files.exists(layer)) return "the layer " + layer + " does not exist on the host";
        }
        return null;
    }

    private static @Nullable String missingSource(SpawnSpec spec, String operation) {
        for (Mount m : spec.mounts) {
            if (m instanceof Mount.Bind b && operation.contains(b.source() + " on") && !Files.exists(b.source())) {
                return "the source " + b.source() + " does not exist on the host";
            }
        }
        for (Device d : spec.devices) {
            if (operation.equals("bind " + d.path() + " on") && !Files.exists(Path.of(d.path()))) {
                return "in a user namespace a device is a bind of the host's file of that name, and the host has no "
                        + d.path();
            }
        }
        return null;
    }

    private @Nullable String hint(Errno errno) throws IOException {
        for (String path : candidates()) {
            Path file = onHost(path);
            if (!Files.exists(file)) continue;
            if (errno == Errno.ENOENT) return missingInterpreter(path, file);
            if (errno == Errno.EACCES) return notExecutable(path, file);
            if (errno == Errno.ENOEXEC) return wrongFormat(path, file);
        }
        if (errno != Errno.ENOENT) return null;
        String program = spec.program();
        if (program.contains("/")) return "there is no such file" + where();
        return "no such program in PATH (" + spec.environment().getOrDefault("PATH", "default") + ")" + where();
    }

    private String where() {
        return spec.rootfs == null ? "" : " in the root " + EnterSteps.label(spec.rootfs);
    }

    private List<String> candidates() {
        String program = spec.program();
        if (program.startsWith("/")) return List.of(program);
        String base = spec.directory == null
                ? (spec.rootfs == null ? Path.of("").toAbsolutePath().toString() : "/")
                : spec.directory;
        if (program.contains("/")) return List.of(base + "/" + program);
        List<String> paths = new ArrayList<>();
        for (String d : spec.environment().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
            paths.add(d + "/" + program);
        return paths;
    }

    /** Where a path of the new root is on the host, through its binds. Symbolic links are followed inside the root. */
    private Path onHost(String path) throws IOException {
        if (spec.rootfs == null && spec.mounts.isEmpty()) return Path.of(path);
        String resolved = "/";
        List<String> rest = new ArrayList<>(PathSteps.names(path));
        int links = 0;
        while (!rest.isEmpty()) {
            String next = resolved + (resolved.equals("/") ? "" : "/") + rest.remove(0);
            Path file = place(next);
            if (Files.isSymbolicLink(file) && links++ < 40) {
                String target = Files.readSymbolicLink(file).toString();
                List<String> names =
                        new ArrayList<>(PathSteps.names(target.startsWith("/") ? target : resolved + "/" + target));
                names.addAll(rest);
                rest = names;
                resolved = "/";
            } else {
                resolved = next;
            }
        }
        return place(resolved);
    }

    private Path place(String path) {
        for (int i = spec.mounts.size() - 1; i >= 0; i--) {
            Mount m = spec.mounts.get(i);
            String target = m.target().equals("/") ? "/" : m.target().replaceFirst("/+$", "");
            if (!path.equals(target) && !path.startsWith(target.equals("/") ? "/" : target + "/")) continue;
            if (m instanceof Mount.Remount) continue;
            if (!(m instanceof Mount.Bind b)) return Path.of("/nonexistent");
            return path.equals(target) ? b.source() : b.source().resolve(path.substring(target.length() + 1));
        }
        String below = path.substring(1);
        if (spec.rootfs instanceof Rootfs.Layers l) {
            List<Path> layers = l.overlay().lower();
            return layers.stream()
                    .map(layer -> layer.resolve(below))
                    .filter(f -> Files.exists(f, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .orElse(layers.get(0).resolve(below));
        }
        Path root = EnterSteps.directory(spec.rootfs);
        return (root == null ? Path.of("/") : root).resolve(below);
    }

    private @Nullable String missingInterpreter(String path, Path file) throws IOException {
        Optional<String> interpreter = interpreter(file);
        if (interpreter.isEmpty() || Files.exists(onHost(interpreter.get()))) return null;
        return path + " exists, but its interpreter " + interpreter.get() + " does not" + where();
    }

    private static Optional<String> interpreter(Path file) throws IOException {
        byte[] head = head(file);
        if (head.length > 2 && head[0] == '#' && head[1] == '!') {
            String line = new String(head, 2, head.length - 2, StandardCharsets.UTF_8).split("\n", 2)[0].strip();
            return Optional.of(line.split("[ \t]", 2)[0]);
        }
        if (!isElf(head)) return Optional.empty();
        ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long table = b.getLong(32);
        for (int i = 0; i < b.getShort(56); i++) {
            long at = table + 56L * i;
            if (at + 56 > head.length) break;
            if (b.getInt((int) at) != PT_INTERP) continue;
            long offset = b.getLong((int) at + 8);
            long size = b.getLong((int) at + 32);
            if (size < 1 || offset + size > head.length) break;
            return Optional.of(new String(head, (int) offset, (int) size - 1, StandardCharsets.UTF_8));
        }
        return Optional.empty();
    }

    private static @Nullable String notExecutable(String path, Path file) throws IOException {
        if (Files.isDirectory(file)) return path + " is a directory";
        Integer mode = (Integer) Files.getAttribute(file, "unix:mode");
        if ((mode & 0111) == 0) return path + " has no execute permission: chmod +x";
        return "the file, a directory above it or its interpreter does not allow it, or it is on a mount with noexec";
    }

    private static @Nullable String wrongFormat(String path, Path file) throws IOException {
        byte[] head = head(file);
        if (head.length == 0) return path + " is empty";
        if (!isElf(head)) return path + " is neither an ELF program nor does it begin with #!";
        int machine = (head[18] & 0xff) | ((head[19] & 0xff) << 8);
        String name = machine == 62
                ? "x86_64"
                : machine == 183 ? "aarch64" : machine == 3 ? "i386" : machine == 40 ? "arm" : "machine " + machine;
        return path + " is a program for " + name + ", and this machine is "
                + Arch.current().name().toLowerCase(Locale.ROOT);
    }

    private static boolean isElf(byte[] head) {
        return head.length >= 64 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
    }

    private static byte[] head(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return new byte[0];
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        }
    }
}
