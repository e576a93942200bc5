package io.jlinux.spawn;

import io.jlinux.ns.IdMap;
import io.jlinux.security.Capability;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The parent's side of an id map with ranges: written directly with privileges, else by newuidmap and newgidmap. */
final class IdMapWriter {
    /** The kernel wants the whole map in one write that is shorter than this. */
    private static final int PAGE = 4096;

    private static final long RANGES = Capability.mask(Set.of(Capability.SETUID, Capability.SETGID));

    private IdMapWriter() {}

    /** What {@code uid_map} takes. */
    static String lines(List<IdMap.Range> ranges) {
        return ranges.stream()
                .map(r -> r.inside() + " " + r.outside() + " " + r.count() + "\n")
                .collect(Collectors.joining());
    }

    /** As {@link #write}, for a child that does not write the map of its own ids itself. */
    static void writeFromOutside(long pid, IdMap map) throws IOException {
        if (!map.isSelfOnly() || Capability.effective().contains(Capability.SETUID)) {
            write(pid, map);
            return;
        }
        write(pid, "setgroups", "deny");
        write(pid, "uid_map", lines(map.uids()));
        write(pid, "gid_map", lines(map.gids()));
    }

    static void write(long pid, IdMap map) throws IOException {
        if (Capability.areEffective(RANGES)) {
            write(pid, "uid_map", lines(map.uids()));
            write(pid, "gid_map", lines(map.gids()));
        } else {
            help("newuidmap", "uid", pid, map.uids());
            help("newgidmap", "gid", pid, map.gids());
        }
    }

    private static void write(long pid, String file, String lines) throws LinuxException {
        Path path = Path.of("/proc", Long.toString(pid), file);
        try (Fd fd = Fd.open(path, Fcntl.O_WRONLY)) {
            fd.write(lines);
        } catch (LinuxException e) {
            long count = lines.lines().count();
            String what = count <= 8 ? lines.strip() : count + " ranges of ids";
            if (lines.length() < PAGE) throw new LinuxException("write " + file, what, e.rawErrno());
            String hint =
                    "they are " + lines.length() + " bytes of text, and the kernel takes less than a page, " + PAGE;
            throw new LinuxException("write " + file, what, e.rawErrno(), null, hint);
        }
    }

    private static void help(String helper, String kind, long pid, List<IdMap.Range> ranges) throws IOException {
        List<String> command = new ArrayList<>(List.of(helper, Long.toString(pid)));
        for (IdMap.Range r : ranges) {
            command.add(Long.toString(r.inside()));
            command.add(Long.toString(r.outside()));
            command.add(Long.toString(r.count()));
        }
        Spawn spawn = Spawn.command(command).stdin(Stdio.devNull()).stdout(Stdio.devNull());
        try (LinuxProcess p = start(spawn, helper)) {
            String said = new String(p.getErrorStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
            ExitStatus status = p.waitForStatus();
            if (status.shellCode() == 0) return;
            throw new LinuxException(
                    helper,
                    String.join(" ", command),
                    Errno.EPERM.number(),
                    said,
                    "the ranges of the"
                            + " calling user are in /etc/sub" + kind + "; " + helper
                            + " must be setuid root or have file"
                            + " capabilities, and no_new_privs must be off");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException(helper, "interrupted", Errno.EINTR.number());
        }
    }

    private static LinuxProcess start(Spawn spawn, String helper) throws IOException {
        try {
            return spawn.start();
        } catch (SpawnException e) {
            throw new LinuxException(
                    helper,
                    "",
                    e.rawErrno(),
                    null,
                    "ranges of ids need CAP_SETUID and CAP_SETGID, or"
                            + " the helpers of the package uidmap, which are not installed");
        }
    }
}
