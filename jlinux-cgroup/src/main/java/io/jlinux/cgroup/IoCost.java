package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The host's controller of disks by cost: {@code io.cost.qos} and {@code io.cost.model}, which only the root cgroup of v2 has,
 * with a line for each disk. From {@link CgroupHost#ioCost()}.
 *
 * <p>Each method throws {@link LinuxException}: {@code EOPNOTSUPP} where the io controller is on v1; {@code ENOENT} where there is
 * none, where the kernel has no iocost (Linux 5.4, {@code CONFIG_BLK_CGROUP_IOCOST}) or the root cgroup is not visible, as in a
 * container; {@code EACCES} for who is not root; {@code ENODEV} for what is no whole disk. Thread-safe.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files">IO interface files</a>
 */
public final class IoCost {
    private static final String QOS = "io.cost.qos";
    private static final String MODEL = "io.cost.model";

    private final CgroupHost host;

    IoCost(CgroupHost host) {
        this.host = host;
    }

    /** The disks of which something was set once. */
    public Map<BlockDevice, IoCostQos> qos() throws LinuxException {
        return read(QOS, IoCostQos::parse);
    }

    /** The disks of which something was set once. */
    public Map<BlockDevice, IoCostModel> models() throws LinuxException {
        return read(MODEL, IoCostModel::parse);
    }

    /** Has a disk controlled by cost, or no longer. */
    public void setQos(BlockDevice disk, IoCostQos qos) throws LinuxException {
        root(QOS).write(QOS, disk + " " + qos);
    }

    /** Says what the operations of a disk cost. */
    public void setModel(BlockDevice disk, IoCostModel model) throws LinuxException {
        root(MODEL).write(MODEL, disk + " " + model);
    }

    private <T> Map<BlockDevice, T> read(String file, Function<Map<String, String>, T> parse) throws LinuxException {
        return parse(root(file).read(file).orElse(""), parse);
    }

    /** The lines of one of the files: a pure function. */
    static <T> Map<BlockDevice, T> parse(String text, Function<Map<String, String>, T> parse) {
        Map<BlockDevice, T> disks = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split(" ", -1);
            Map<String, String> values = new LinkedHashMap<>();
            for (String word : words) {
                int equals = word.indexOf('=');
                if (equals > 0) values.put(word.substring(0, equals), word.substring(equals + 1));
            }
            disks.put(BlockDevice.parse(words[0]), parse.apply(values));
        }
        return disks;
    }

    private CgroupDir root(String file) throws LinuxException {
        Optional<Hierarchy> where = host.hierarchy(Controller.IO);
        if (where.isPresent() && where.get().version() == 1) {
            throw new LinuxException("use " + file + " on", "cgroup v1", Errno.EOPNOTSUPP.number(), "v2 has it", null);
        }
        V2Group unified = where.isEmpty() ? null : host.root().dirs().unified();
        if (unified == null) throw LimitPlan.unavailable(host, Controller.IO);
        if (unified.dir().has(file)) return unified.dir();
        String why = unified.dir().has("cgroup.type")
                ? "only the root cgroup of the host has it, and this is the root of a cgroup namespace"
                : "this kernel has no such file (CONFIG_BLK_CGROUP_IOCOST)";
        throw new LinuxException("use", unified.dir() + "/" + file, Errno.ENOENT.number(), null, why);
    }
}
