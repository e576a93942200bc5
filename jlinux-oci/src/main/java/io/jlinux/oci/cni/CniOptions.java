package io.jlinux.oci.cni;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where plugins are found and what is kept where. A value.
 *
 * @param pluginPath directories in which plugins are looked for, the first one first; {@code CNI_PATH} of the plugins
 * @param cacheDirectory in which attachments are remembered, for all JVMs that see it; made when needed
 * @param timeout how long one plugin may take
 * @param environment variables for the plugins, on top of this JVM's
 * @see <a href="https://www.cni.dev/docs/spec/#section-2-execution-protocol">the execution protocol</a>
 */
public record CniOptions(
        List<Path> pluginPath, Path cacheDirectory, Duration timeout, Map<String, String> environment) {
    private static final List<Path> PLUGIN_PATH =
            List.of(Path.of("/opt/cni/bin"), Path.of("/usr/libexec/cni"), Path.of("/usr/lib/cni"));

    public CniOptions {
        pluginPath = List.copyOf(pluginPath);
        if (pluginPath.isEmpty()) throw new IllegalArgumentException("an empty plugin path");
        for (Path p : pluginPath) absolute(p);
        absolute(cacheDirectory);
        if (timeout.isNegative() || timeout.isZero()) throw new IllegalArgumentException("not a timeout: " + timeout);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /**
     * The plugins of {@code CNI_PATH}, or of the directories that distributions use; a cache in {@code /var/lib/jlinux/cni}; a minute for
     * each plugin.
     */
    public static CniOptions standard() {
        String path = System.getenv().getOrDefault("CNI_PATH", "");
        List<Path> directories = path.isEmpty()
                ? PLUGIN_PATH
                : Arrays.stream(path.split(":")).map(Path::of).toList();
        return new CniOptions(directories, Path.of("/var/lib/jlinux/cni"), Duration.ofMinutes(1), Map.of());
    }

    public CniOptions pluginPath(Path... directories) {
        return new CniOptions(List.of(directories), cacheDirectory, timeout, environment);
    }

    public CniOptions cacheDirectory(Path directory) {
        return new CniOptions(pluginPath, directory, timeout, environment);
    }

    public CniOptions timeout(Duration limit) {
        return new CniOptions(pluginPath, cacheDirectory, limit, environment);
    }

    /** With a variable more for the plugins. */
    public CniOptions env(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new CniOptions(pluginPath, cacheDirectory, timeout, more);
    }

    private static void absolute(Path path) {
        if (!path.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + path);
    }
}
