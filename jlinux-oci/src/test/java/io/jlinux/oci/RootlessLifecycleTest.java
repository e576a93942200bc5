package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHookException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole life of a container in a user namespace, by whoever runs the tests; an ordinary user in one of the stages. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class RootlessLifecycleTest {
    @TempDir
    Path dir;

    private OciRuntime runtime;
    private final String id = BusyboxBundle.id();

    @BeforeEach
    void makeBundle() throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        BusyboxBundle bundle = BusyboxBundle.create(dir);
        // root of a range of ids could not make them
        for (String target : List.of("proc", "dev", "sys", "tmp", "own"))
            Files.createDirectory(bundle.root().resolve(target));
        runtime = OciRuntime.at(dir.resolve("state"));
    }

    private static OciConfig script(OciConfig template, String script) {
        return BusyboxBundle.script(template, script);
    }

    private String said(OciContainer container, OciProcess program) throws Exception {
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout());
        try (LinuxProcess p = container.exec(program, ContainerOptions.of(io))) {
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(out).isZero();
            return out;
        }
    }

    private void life(OciConfig config, OciProcess second, String says) throws Exception {
        try (OciContainer made =
                runtime.create(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none()))) {
            assertThat(runtime.state(id).status()).isEqualTo(OciStatus.CREATED);
            made.start();
            assertThat(runtime.state(id).status()).isEqualTo(OciStatus.RUNNING);
            try (OciContainer again = runtime.get(id)) {
                assertThat(said(again, second)).isEqualTo(says);
            }
            assertThat(made.processes()).contains(made.process().pid());
            runtime.kill(id, Signal.KILL);
            made.waitFor();
            runtime.delete(id);
        }
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void withOneIdMapped() throws Exception {
        OciConfig config = script(OciConfig.rootlessTemplate(), "exec sleep 1000");
        OciProcess second = config.process().orElseThrow().toBuilder()
                .args("/bin/sh", "-c", "id -u; hostname; tr '\\0' ' ' < /proc/1/cmdline")
                .build();
        life(config, second, "0\nrunc\nsleep 1000 ");
    }

    @Test
    @Requires({Requirement.NOT_ROOT, Requirement.NEWUIDMAP})
    void withRangesOfSubordinateIds() throws Exception {
        OciConfig config = script(OciConfig.rootlessTemplate(IdMap.rootless()), "exec sleep 1000")
                .withUser(1000, 1000);
        OciProcess second = config.process().orElseThrow().toBuilder()
                .args("/bin/sh", "-c", "id -u; id -g; id -G")
                .user(new OciUser(7, 8, java.util.OptionalInt.empty(), List.of(9L)))
                .build();
        life(config, second, "7\n8\n8 9\n");
    }

    @Test
    @Requires({Requirement.NOT_ROOT, Requirement.NEWUIDMAP})
    void aBundleOfAnOrdinaryUserWithAllOfItsIds() throws Exception {
        ContainerResult result = OciBundle.ofRootfs(dir.resolve("rootfs"))
                .idMap(IdMap.rootless())
                .tmpfs("/own", 1 << 20)
                .capabilities("CAP_CHOWN")
                .command("sh", "-c", "touch /own/f && chown 7:8 /own/f && stat -c %u:%g /own/f && id -u")
                .capture();
        assertThat(result.out()).as(result.err()).isEqualTo("7:8\n0\n");
        ContainerResult other = OciBundle.ofRootfs(dir.resolve("rootfs"))
                .idMap(IdMap.rootless())
                .user(33, 44)
                .command("sh", "-c", "id -u; id -g")
                .capture();
        assertThat(other.out()).as(other.err()).isEqualTo("33\n44\n");
    }

    @Test
    @Requires(Requirement.ROOT)
    void aBundleOfRootWithIdsOfNobody() throws Exception {
        OciBundle bundle = OciBundle.ofRootfs(dir.resolve("rootfs"))
                .idMap(IdMap.range(0, 100_000, 65_536))
                .command("sh", "-c", "id -u; tr -s ' ' < /proc/self/uid_map");
        ContainerResult result = bundle.capture();
        assertThat(result.out()).as(result.err()).isEqualTo("0\n 0 100000 65536\n");
        assertThatThrownBy(() -> bundle.tmpfs("/none/here", 1).run())
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith("mount tmpfs on /none/here: EACCES")
                .hasMessageContaining("there is no /none/here in the root")
                .hasMessageContaining("mkdir -p " + dir.resolve("rootfs/none/here"));
        try (NetworkNamespacePool pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(1))) {
            assertThatThrownBy(() -> OciBundle.ofRootfs(dir).networkFrom(pool).idMap(IdMap.rootToSelf()))
                    .isInstanceOf(OciConfigException.class);
        }
        assertThatThrownBy(() -> OciBundle.ofRootfs(dir)
                        .edit(c -> c.withNamespace(OciNamespace.join(Namespace.USER, "/proc/self/ns/user")))
                        .idMap(IdMap.rootToSelf()))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("joins a user namespace");
    }

    @Test
    @Requires(Requirement.ROOT)
    void withRangesThatRootMaps() throws Exception {
        IdMap map = IdMap.range(0, 100_000, 65_536);
        OciConfig config =
                script(OciConfig.rootlessTemplate(map), "exec sleep 1000").withUser(1000, 1000);
        OciProcess second = config.process().orElseThrow().toBuilder()
                .args("/bin/sh", "-c", "id -u; id -g; cat /proc/self/uid_map | tr -s ' '")
                .user(OciUser.of(7, 8))
                .build();
        life(config, second, "7\n8\n 0 100000 65536\n");
    }

    @Test
    void hooksRunInTheUserNamespaceWhereTheirKindSaysSo() throws Exception {
        Path log = dir.resolve("log");
        OciHooks hooks = new OciHooks(
                List.of(),
                List.of(hook("createRuntime", log)),
                List.of(hook("createContainer", log)),
                List.of(),
                List.of(hook("poststart", log)),
                List.of(hook("poststop", log)));
        OciConfig config = script(OciConfig.rootlessTemplate(), "exit 0").toBuilder()
                .hooks(hooks)
                .build();
        try (OciContainer made =
                runtime.create(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none()))) {
            made.start();
            made.waitFor();
            made.delete();
        }
        String here = Files.readSymbolicLink(Path.of("/proc/self/ns/user")).toString();
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("createRuntime " + here);
        assertThat(lines.get(1)).startsWith("createContainer user:").doesNotContain(here);
        assertThat(lines.get(2)).isEqualTo("poststart " + here);
        assertThat(lines.get(3)).isEqualTo("poststop " + here);
    }

    @Test
    void aHookThatFailsLeavesNothing() {
        OciHook bad = new OciHook("/bin/false", List.of(), List.of(), Optional.empty());
        OciConfig config = script(OciConfig.rootlessTemplate(), "exit 0").toBuilder()
                .hooks(new OciHooks(List.of(), List.of(), List.of(bad), List.of(), List.of(), List.of()))
                .build();
        assertThatThrownBy(() -> runtime.create(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none())))
                .isInstanceOf(OciHookException.class);
        assertThat(runtime.root()).isEmptyDirectory();
    }

    private static OciHook hook(String kind, Path log) {
        String script = "echo " + kind + " $(readlink /proc/self/ns/user) >> " + log;
        return new OciHook("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin"), Optional.empty());
    }
}
