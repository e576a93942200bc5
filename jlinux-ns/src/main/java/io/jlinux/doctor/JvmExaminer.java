package io.jlinux.doctor;

import io.jlinux.mount.MountInfo;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The JVM: whether JNA loads, from where, and whether native access is allowed. Makes no system call through JNA. */
final class JvmExaminer {
    private static final String AREA = "jvm";
    private static final String TMP = "run with -Djna.tmpdir=DIR, a directory on a mount without noexec; or install the"
            + " distribution's libjna-jni and run with -Djna.nounpack=true";

    private JvmExaminer() {}

    static boolean jnaLoads() {
        return jnaError().isEmpty();
    }

    static List<Finding> examine() {
        List<Finding> list = new ArrayList<>();
        Optional<String> error = jnaError();
        list.add(
                error.map(e -> Finding.missing(AREA, "JNA", e, "no module of JLinux works without it", adviceForJna(e)))
                        .orElseGet(() -> Finding.ok(AREA, "JNA", "loaded, version " + jnaVersion())));
        list.add(directory("java.io.tmpdir", Path.of(System.getProperty("java.io.tmpdir", "/tmp"))));
        list.add(directory("JNA's directory", jnaDirectory()));
        list.add(nativeAccess());
        return list;
    }

    private static Optional<String> jnaError() {
        try {
            Class.forName("com.sun.jna.Native");
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.of("com.sun.jna is neither on the module nor on the class path");
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of("does not load: "
                    + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static String adviceForJna(String error) {
        if (error.contains("class path")) return "add the dependency net.java.dev.jna:jna-jpms";
        if (error.contains("musl") || error.contains("ld-linux")) return "use a JNA that was built for this C library";
        return TMP;
    }

    private static String jnaVersion() {
        try {
            Class<?> jna = Class.forName("com.sun.jna.Native");
            String ofPackage = jna.getPackage().getImplementationVersion();
            if (ofPackage != null) return ofPackage;
            return Optional.ofNullable(jna.getModule().getDescriptor())
                    .flatMap(ModuleDescriptor::rawVersion)
                    .orElse("unknown");
        } catch (ClassNotFoundException | LinkageError e) {
            return "unknown";
        }
    }

    /** Where JNA unpacks its library to: its own property, else the user's cache directory, else the JVM's. */
    private static Path jnaDirectory() {
        String own = System.getProperty("jna.tmpdir");
        if (own != null) return Path.of(own);
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache == null || cache.isBlank()
                ? Path.of(System.getProperty("user.home", "/"), ".cache")
                : Path.of(cache);
        Path jna = base.resolve("JNA/temp");
        return Files.isWritable(jna) ? jna : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    }

    private static Finding directory(String subject, Path directory) {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            return Finding.limited(
                    AREA,
                    subject,
                    directory + " cannot be written",
                    "JNA cannot unpack its library there, and temporary files cannot be made",
                    TMP);
        }
        Optional<MountInfo> mount = mountOf(directory);
        if (mount.isEmpty() || !mount.get().options().contains("noexec"))
            return Finding.ok(AREA, subject, directory.toString());
        return Finding.limited(
                AREA,
                subject,
                directory + " is on " + mount.get().target() + ", which is mounted noexec",
                "a library that JNA unpacks there does not load",
                TMP);
    }

    /** The mount that {@code path} is on, as mountinfo tells it. */
    static Optional<MountInfo> mountOf(Path path) {
        try {
            String real = path.toRealPath().toString();
            return MountInfo.parse(Files.readString(Path.of("/proc/self/mountinfo"))).stream()
                    .filter(m -> m.target().equals("/") || real.equals(m.target()) || real.startsWith(m.target() + "/"))
                    .reduce((a, b) -> byDepth().compare(a, b) <= 0 ? b : a);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Comparator<MountInfo> byDepth() {
        return Comparator.comparingInt(m -> m.target().length());
    }

    /** JDK 22 warns of native calls by modules that were not allowed them, and a later one will refuse them. */
    private static Finding nativeAccess() {
        int jdk = Runtime.version().feature();
        if (jdk < 22) return Finding.ok(AREA, "native access", "needs no flag on JDK " + jdk);
        try {
            Module jna = Class.forName("com.sun.jna.Native", false, JvmExaminer.class.getClassLoader())
                    .getModule();
            String flag = "--enable-native-access=" + (jna.isNamed() ? jna.getName() : "ALL-UNNAMED");
            if (Module.class.getMethod("isNativeAccessEnabled").invoke(jna).equals(true)) {
                return Finding.ok(
                        AREA, "native access", "enabled for " + (jna.isNamed() ? jna.getName() : "the class path"));
            }
            return Finding.limited(
                    AREA,
                    "native access",
                    "not enabled for JNA",
                    "JDK 24 and later warn at the first call, and a later one will refuse it",
                    "give the JVM " + flag);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            return Finding.ok(AREA, "native access", "cannot be asked on JDK " + jdk + ": " + e);
        }
    }
}
