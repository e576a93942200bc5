package io.jlinux.oci;

import java.util.List;
import java.util.Set;

/** A line of /proc/self/mountinfo, without the numbers. */
record MountLine(
        String root,
        String target,
        Set<String> options,
        List<String> optional,
        String type,
        String source,
        Set<String> superblock) {

    static MountLine parse(String line) {
        String[] halves = line.split(" - ", 2);
        String[] f = halves[0].split(" ");
        String[] g = halves[1].split(" ");
        return new MountLine(
                f[3],
                f[4],
                Set.of(f[5].split(",")),
                List.of(f).subList(6, f.length),
                g[0],
                g[1],
                Set.of(g[2].split(",")));
    }
}
