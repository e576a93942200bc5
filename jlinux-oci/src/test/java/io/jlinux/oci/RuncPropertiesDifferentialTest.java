package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Properties beyond the template, as runc understands them. */
@Tag("heavy")
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.RUNC, Requirement.CGROUP_WRITABLE})
class RuncPropertiesDifferentialTest {
    private static final List<String> FILES = List.of(
            "memory.limit_in_bytes",
            "memory.memsw.limit_in_bytes",
            "memory.soft_limit_in_bytes",
            "memory.swappiness",
            "memory.oom_control",
            "memory.max",
            "memory.low",
            "memory.swap.max",
            "cpu.shares",
            "cpu.cfs_quota_us",
            "cpu.cfs_period_us",
            "cpu.max",
            "cpuset.cpus",
            "cpuset.mems",
            "pids.max",
            "blkio.throttle.read_bps_device",
            "blkio.throttle.write_iops_device",
            "devices.list",
            "io.max");

    @TempDir
    Path dir;

    private BusyboxBundle bundle;

    @BeforeEach
    void makeBundle() throws Exception {
        bundle = BusyboxBundle.create(dir);
        for (String name : List.of("proc", "dev", "sys", "data", "tmp", "etc")) {
            Files.createDirectory(bundle.root().resolve(name));
        }
        Files.writeString(bundle.root().resolve("etc/passwd"), "web:x:1000:1000::/srv/web:/bin/sh\n");
    }

    private String runc(String... args) throws Exception {
        return new Runc(dir).run(args);
    }

    // ---- limits

    private static Map<String, String> limits(Cgroup cgroup) throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        for (String file : FILES) {
            try {
                cgroup.read(file).ifPresent(text -> all.put(file, text.strip()));
            } catch (Exception e) {
                // its controller is not there, or not for this cgroup
                continue;
            }
        }
        return all;
    }

    private static Cgroup cgroupOf(long pid) throws Exception {
        List<Path> directories = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
            String[] fields = line.split(":", 3);
            String mount = fields[1].isEmpty() ? "unified" : fields[1];
            Path top = Path.of("/sys/fs/cgroup");
            if (Files.isDirectory(top.resolve(mount))) top = top.resolve(mount);
            Path directory = top.resolve("./" + fields[2]).normalize();
            if (!fields[2].equals("/") && Files.isDirectory(directory)) directories.add(directory);
        }
        return Cgroup.open(directories);
    }

    private static OciResources resources(String json) {
        return ConfigReader.readResources(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void assertSameLimits(String json) throws Exception {
        assertSameLimits(OciConfig.template().linux().resources().with(resources(json)));
    }

    private void assertSameLimits(OciResources resources) throws Exception {
        String id = BusyboxBundle.id();
        OciConfig config = BusyboxBundle.script("exec sleep 1000")
                .editLinux(l -> l.cgroupsPath("/" + id).resources(resources));
        Files.write(dir.resolve("config.json"), ConfigWriter.write(config));
        Map<String, String> theirs;
        try {
            runc("create", "--bundle", dir.toString(), id);
            String pid = JsonMapper.builder()
                    .build()
                    .readTree(runc("state", id))
                    .get("pid")
                    .toString();
            try (Cgroup cgroup = cgroupOf(Long.parseLong(pid))) {
                theirs = limits(cgroup);
            }
        } finally {
            runc("delete", "--force", id);
        }
        Map<String, String> ours;
        try (OciContainer container = bundle.start(config, id)) {
            ours = limits(container.cgroup().orElseThrow());
        }
        // runc makes a directory in every hierarchy, where a limit was not asked for, too
        theirs.keySet().retainAll(ours.keySet());
        theirs.computeIfPresent("devices.list", (file, list) -> devices(list));
        ours.computeIfPresent("devices.list", (file, list) -> devices(list));
        assertThat(ours).isEqualTo(theirs).isNotEmpty();
    }

    /**
     * A list of v1 in an order of its own, without mknod of a device where mknod is for all of them; and without /dev/net/tun, which
     * runc 1.1 allows and later ones do not.
     */
    private static String devices(String list) {
        return list.lines()
                .filter(line -> !line.startsWith("c 10:200 "))
                .map(line -> line.contains(":*") || !list.contains("c *:* m") ? line : line.replaceFirst("m$", ""))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** Whatever a config says of devices, or does not say. */
    @ParameterizedTest
    @Requires(Requirement.CGROUP1_DEVICES)
    @ValueSource(
            strings = {
                "{}",
                "{'devices':[]}",
                "{'pids':{'limit':50}}",
                "{'devices':[{'allow':false,'access':'rwm'}]}",
                "{'devices':[{'allow':true,'access':'rwm'}]}",
                "{'devices':[{'allow':true,'type':'c','major':1,'minor':11,'access':'r'}]}",
                "{'devices':[{'allow':true,'access':'rwm'},{'allow':false,'type':'b','access':'rwm'}]}"
            })
    void theDevicesAreThoseOfRunc(String json) throws Exception {
        assertSameLimits(resources(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'memory':{'limit':67108864}}",
                "{'memory':{'limit':67108864,'swap':134217728,'reservation':33554432}}",
                "{'memory':{'limit':67108864,'swap':-1}}",
                "{'cpu':{'shares':512,'quota':50000,'period':200000}}",
                "{'cpu':{'quota':-1,'period':50000}}",
                "{'cpu':{'cpus':'0','mems':'0'}}",
                "{'pids':{'limit':77}}"
            })
    void limits(String json) throws Exception {
        assertSameLimits(json);
    }

    @Test
    @Requires(Requirement.CGROUP1_MEMORY)
    void limitsThatOnlyV1Has() throws Exception {
        assertSameLimits("{'memory':{'swappiness':20,'disableOOMKiller':true}}");
    }

    @Test
    void throttles() throws Exception {
        Optional<Path> disk;
        try (var all = Files.list(Path.of("/sys/block"))) {
            disk = all.findFirst();
        }
        assumeThat(disk).isPresent();
        String device = Files.readString(disk.orElseThrow().resolve("dev")).strip();
        String numbers = "'major':" + device.replace(":", ",'minor':");
        assertSameLimits("{'blockIO':{'throttleReadBpsDevice':[{" + numbers
                + ",'rate':1048576}],'throttleWriteIOPSDevice':[{" + numbers + ",'rate':30}]}}");
    }

    // ---- mounts, and what a process finds

    private void assertSame(OciConfig config) throws Exception {
        BusyboxBundle.Result ours = bundle.run(config);
        Files.writeString(dir.resolve("config.json"), ConfigWriter.toJson(config));
        String theirs = runc("run", "--bundle", dir.toString(), BusyboxBundle.id());
        assertThat(ours.err()).isEmpty();
        assertThat(ours.out()).isEqualTo(theirs).isNotEmpty();
    }

    @Test
    void tmpcopyup() throws Exception {
        Path etc = bundle.root().resolve("etc");
        Files.createDirectories(etc.resolve("a/b"));
        Files.writeString(etc.resolve("a/b/file"), "content\n");
        Files.createSymbolicLink(etc.resolve("link"), Path.of("a/b/file"));
        Files.setAttribute(etc.resolve("a/b/file"), "unix:mode", 0100640);
        Files.setAttribute(etc.resolve("a/b/file"), "unix:uid", 12);
        Files.setAttribute(etc.resolve("a"), "unix:mode", 0040711);
        assertSame(BusyboxBundle.writable(
                        "cd /etc; for f in . a a/b a/b/file link passwd; do stat -c '%n %F %a %u:%g' $f; done;"
                                + " cat a/b/file; readlink link")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup", "mode=755")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noatime,nodiratime",
                "strictatime",
                "relatime",
                "nosymfollow",
                "ro,nosuid",
                "rshared",
                "rslave",
                "unbindable",
                "sync,mode=700,size=1m"
            })
    void mountOptions(String options) throws Exception {
        assertSame(BusyboxBundle.writable(
                        "grep ' /tmp ' /proc/self/mountinfo | cut -d' ' -f4-6 | /bin/busybox sed 's/,inode64//'")
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", options.split(","))));
    }

    /** Recursive ones only of binds: runc 1.1 leaves them out for others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rro",
                "rnosuid,rnodev,rnoexec",
                "rnoatime",
                "ro,rrw",
                "rro,rw",
                "ro,nosuid",
                "nodev,noexec,noatime",
                "strictatime",
                "rshared",
                "rslave",
                "private",
                "runbindable"
            })
    void bindOptions(String options) throws Exception {
        Path data = Files.createDirectory(dir.resolve("source"));
        assertSame(BusyboxBundle.writable("grep ' /data ' /proc/self/mountinfo | cut -d' ' -f5-6")
                .withMount(OciMount.bind("/data", data.toString(), options.split(","))));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1000, 1001})
    void homeWhereTheConfigDoesNotSayIt(long uid) throws Exception {
        assertSame(BusyboxBundle.writable("echo HOME=$HOME")
                .editProcess(p -> p.user(new OciUser(uid, 0, OptionalInt.of(022), List.of()))));
    }
}
