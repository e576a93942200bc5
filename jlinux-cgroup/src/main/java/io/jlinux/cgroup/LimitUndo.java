package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was in control files before they are changed, to be written back when a later change fails. */
final class LimitUndo {
    private record Old(CgroupDir dir, String file, String value) {}

    private final List<Old> olds = new ArrayList<>();

    /** Remembers what {@code write} is about to change; what the cgroup has no file for is left out. */
    void remember(CgroupDir dir, ControlWrite write) throws LinuxException {
        Optional<String> content = dir.read(write.file());
        if (content.isPresent()) olds.add(0, new Old(dir, write.file(), back(write, content.get())));
    }

    /** Twice, for files of which one must be written before the other. */
    void writeBack() {
        for (int pass = 0; pass < 2; pass++) {
            for (Old old : olds) old.dir.tryWrite(old.file, old.value);
        }
    }

    /** What has to be written to undo {@code write} in a file that has {@code content}: a pure function. */
    static String back(ControlWrite write, String content) {
        if (write.file().equals("cpuset.cpus.partition")) return content.strip().split(" ", 2)[0];
        String reset = resetOf(write.file());
        if (reset.isEmpty()) return content.isEmpty() ? "\n" : content;
        String key = write.value().split(" ", 2)[0];
        return content.lines()
                .filter(line -> line.startsWith(key + " "))
                .findFirst()
                .orElse(key + " " + reset);
    }

    /** Of a file with a line for each key: what takes a line away. Empty for a file with one value. */
    private static String resetOf(String file) {
        return switch (file) {
            case "io.max" -> "rbps=max wbps=max riops=max wiops=max";
            case "io.weight" -> "default";
            case "io.bfq.weight" -> "0";
            case "io.latency" -> "target=0";
            case "rdma.max" -> "hca_handle=max hca_object=max";
            case "misc.max", "dmem.max" -> "max";
            case "dmem.low", "dmem.min", "net_prio.ifpriomap" -> "0";
            default -> file.startsWith("blkio.") && file.endsWith("_device") ? "0" : "";
        };
    }
}
