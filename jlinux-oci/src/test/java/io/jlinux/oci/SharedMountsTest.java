package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.mount.Mount;
import io.jlinux.mount.MountInfo;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.spawn.Mounts;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mounts that a container and its host show each other. "The host" is the test's own mount namespace. */
@NoLeaks
@InNamespace(Kind.MOUNT)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class SharedMountsTest extends OnBusybox {
    private static final String MOUNT = "mkdir -p /volume/inside && mount -t tmpfs inside /volume/inside && echo done";

    private Path volume;

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home(); // stays open
    }

    @BeforeEach
    void makeSharedVolume() throws Exception {
        volume = Files.createDirectory(dir.resolve("volume"));
        Mounts.attach(Mount.tmpfs(volume.toString()));
        Mounts.setPropagation(volume.toString(), Propagation.SHARED);
    }

    private OciConfig config(Propagation ofRoot, String ofBind) {
        return BusyboxBundle.writable(MOUNT)
                .withMount(OciMount.bind("/volume", volume.toString(), "rbind", ofBind))
                .editProcess(p -> p.capabilities(OciCapabilities.of("CAP_SYS_ADMIN")))
                .editLinux(linux -> linux.rootfsPropagation(ofRoot));
    }

    /** What of the container the host sees after it has ended; nothing else may have changed. */
    private List<String> seen(OciBundle container) throws Exception {
        List<MountInfo> before = Mounts.list();
        ContainerIo io = ContainerIo.pipes();
        try (OciContainer started = container.start(BusyboxBundle.id(), io)) {
            BusyboxBundle.Result result = BusyboxBundle.result(started);
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).isEqualTo("done\n");
        }
        List<MountInfo> after = Mounts.list();
        assertThat(after).containsAll(before);
        return after.stream()
                .filter(m -> !before.contains(m))
                .map(m -> m.source() + " on " + dir.relativize(Path.of(m.target())))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"RSHARED,rshared", "SHARED,rshared", "RSHARED,shared"})
    void whatIsMountedBelowASharedBindAppearsOnTheHost(Propagation ofRoot, String ofBind) throws Exception {
        assertThat(seen(OciBundle.of(dir, config(ofRoot, ofBind)))).containsExactly("inside on volume/inside");
    }

    @ParameterizedTest
    @CsvSource({"RSLAVE,rshared", "RPRIVATE,rshared", "RSHARED,rprivate", "RSHARED,rslave"})
    void otherwiseItDoesNot(Propagation ofRoot, String ofBind) throws Exception {
        assertThat(seen(OciBundle.of(dir, config(ofRoot, ofBind)))).isEmpty();
    }

    /** The root's own mount is shared, as each one is on a host with systemd. */
    @Test
    void theRootItselfDoesNotAppearWhereItsMountIsShared() throws Exception {
        Mounts.setPropagation("/", Propagation.RSHARED);
        OciConfig config = config(Propagation.RSHARED, "rshared");
        assertThat(seen(OciBundle.of(dir, config))).containsExactly("inside on volume/inside");
    }

    @Test
    void theRootMayBeAMountOfItsOwn() throws Exception {
        Mounts.attach(Mount.bind(bundle.root(), bundle.root().toString()));
        Mounts.setPropagation("/", Propagation.RSHARED);
        OciConfig config = config(Propagation.RSHARED, "rshared");
        assertThat(seen(OciBundle.of(dir, config))).containsExactly("inside on volume/inside");
    }

    @Test
    void theRootMayBeReachedThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), dir);
        Mounts.setPropagation("/", Propagation.RSHARED);
        OciConfig config = config(Propagation.RSHARED, "rshared");
        assertThat(seen(OciBundle.of(link, config))).containsExactly("inside on volume/inside");
    }

    @Test
    void aRootThatIsMadeForTheStart() throws Exception {
        Mounts.setPropagation("/", Propagation.RSHARED);
        OciConfig config = config(Propagation.RSHARED, "rshared");
        OciBundle overlay =
                OciBundle.of(Rootfs.overlay(bundle.root())).edit(c -> config).writable();
        assertThat(seen(overlay)).containsExactly("inside on volume/inside");
    }

    @Test
    void theHostsMountsAppearInside() throws Exception {
        OciConfig config = config(Propagation.RSHARED, "rshared")
                .withArgs("/bin/sh", "-c", "echo ready; read -r x; cat /volume/late/file");
        try (OciContainer container = bundle.start(config)) {
            assertThat((char) container.process().getInputStream().read()).isEqualTo('r');
            Path late = Files.createDirectory(volume.resolve("late"));
            Mounts.attach(Mount.tmpfs(late.toString()));
            Files.writeString(late.resolve("file"), "seen");
            container.process().getOutputStream().write('\n');
            container.process().getOutputStream().close();
            assertThat(BusyboxBundle.result(container).out()).isEqualTo("eady\nseen");
        }
    }
}
