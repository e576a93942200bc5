package io.jlinux.net.sysctl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a setting is below {@code /proc/sys}: names, of which each may have dots in it. */
record SysctlPath(List<String> names) {
    private static final Path ROOT = Path.of("/proc/sys");

    SysctlPath {
        for (String name : names) check(name);
        names = List.copyOf(names);
    }

    private static void check(String name) {
        boolean bad = name.isEmpty() || name.equals(".") || name.equals("..");
        if (bad || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a name of a setting: '" + name + "'");
        }
    }

    /**
     * As {@code sysctl} reads a key: what stands between the names is the first of a dot and a slash, and the other one is part of
     * them: {@code net.ipv4.conf.eth0/5.rp_filter} and {@code net/ipv4/conf/eth0.5/rp_filter} are the same.
     */
    static SysctlPath of(String key) {
        int dot = key.indexOf('.');
        int slash = key.indexOf('/');
        boolean dots = dot >= 0 && (slash < 0 || dot < slash);
        List<String> names = new ArrayList<>();
        for (String part : key.split(dots ? "\\." : "/", -1)) names.add(dots ? part.replace('/', '.') : part);
        return new SysctlPath(names);
    }

    SysctlPath child(String name) {
        List<String> more = new ArrayList<>(names);
        more.add(name);
        return new SysctlPath(more);
    }

    Path file() {
        Path path = ROOT;
        for (String name : names) path = path.resolve(name);
        return path;
    }

    /** The key with dots; those within names are slashes. */
    String key() {
        return String.join(".", names.stream().map(n -> n.replace('.', '/')).toList());
    }
}
