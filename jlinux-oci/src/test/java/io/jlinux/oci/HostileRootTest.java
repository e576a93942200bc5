package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roots whose maker wants to reach the host through what the runtime does in them. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class HostileRootTest extends BesideTheRoot {
    private Path data;

    @BeforeEach
    void makeData() throws IOException {
        data = Files.createDirectory(dir.resolve("data"));
        Files.writeString(data.resolve("file"), "content\n");
    }

    /** What a link to {@link #outside} is, when it is resolved inside the root. */
    private Path inside() throws IOException {
        return Files.createDirectories(bundle.root().resolve(outside.toString().substring(1)));
    }

    private Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(bundle.root().resolve(name), Path.of(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys"})
    void aLinkInPlaceOfAKernelFileSystemIsRefused(String name) throws Exception {
        Files.createDirectory(bundle.root().resolve("tmp"));
        link(name, "/tmp");

        assertThatThrownBy(() -> bundle.start(BusyboxBundle.writable("true")))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP))
                .hasMessageContaining("on /" + name);
    }

    @Test
    void aLinkInPlaceOfDevStaysInTheRoot() throws Exception {
        link("dev", outside.toString());
        inside();
        BusyboxBundle.Result result = bundle.run(BusyboxBundle.writable("stat -c %t:%T /dev/null"));

        assertThat(result.out()).isEqualTo("1:3\n");
    }

    @Test
    void aLinkInPlaceOfDevWithoutAMountStaysInTheRoot() throws Exception {
        link("dev", outside.toString());
        inside();
        OciConfig config = BusyboxBundle.writable("stat -c %t:%T /dev/null")
                .withMounts(List.of(OciMount.of("/proc", "proc", "proc")));

        assertThat(bundle.run(config).out()).isEqualTo("1:3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../../../../../../../..", "/../.."})
    void aLinkAsDestinationIsResolvedInTheRoot(String up) throws Exception {
        link("link", up + outside);
        inside();
        OciConfig config = BusyboxBundle.writable("cat /link/file").withMount(OciMount.bind("/link", data.toString()));

        assertThat(bundle.run(config).out()).isEqualTo("content\n");
    }

    @Test
    void whatALinkThatLeadsNowhereMeansIsMadeInTheRoot() throws Exception {
        link("link", outside.toString());
        for (String target : List.of("/link", "/link/new/deep")) {
            OciConfig config =
                    BusyboxBundle.writable("cat " + target + "/file").withMount(OciMount.bind(target, data.toString()));
            assertThat(bundle.run(config).out()).isEqualTo("content\n");
        }
        assertThat(bundle.root().resolve(outside.toString().substring(1))).isDirectory();
    }

    @Test
    void aMagicLinkAsDestinationIsRefused() throws Exception {
        link("link", "/proc/self/root" + outside);
        OciConfig config = BusyboxBundle.writable("true").withMount(OciMount.bind("/link", data.toString()));

        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
    }

    @Test
    void aLinkOnTheWayToADestinationIsResolvedInTheRoot() throws Exception {
        link("link", outside.toString());
        inside();
        OciConfig config = BusyboxBundle.writable("cat /link/new/deep/file")
                .withMount(OciMount.bind("/link/new/deep", data.toString()));

        assertThat(bundle.run(config).out()).isEqualTo("content\n");
    }

    @Test
    void aLinkAsDestinationOfAFileIsResolvedInTheRoot() throws Exception {
        Files.createDirectory(bundle.root().resolve("etc"));
        Files.createSymbolicLink(bundle.root().resolve("etc/conf"), outside.resolve("file"));
        OciConfig config = BusyboxBundle.writable("cat /etc/conf")
                .withMount(OciMount.bind("/etc/conf", data.resolve("file").toString()));
        try {
            assertThat(bundle.run(config).out()).isEqualTo("content\n");
        } catch (SpawnException e) {
            // a link that leads nowhere in the root is not followed to make a file
            assertThat(e.errno()).isIn(Errno.EEXIST, Errno.ELOOP, Errno.ENOENT);
        }
    }

    @Test
    void maskedAndReadonlyPathsThroughLinksStayInTheRoot() throws Exception {
        link("link", outside.toString());
        OciConfig config = BusyboxBundle.writable("exit 0")
                .editLinux(l -> l.maskedPaths(List.of("/link", "/link/file")).readonlyPaths(List.of("/link")));

        assertThat(bundle.run(config).code()).isZero();
        Files.writeString(outside.resolve("file"), "of the host\n");
    }

    @Test
    void aWorkingDirectoryThroughALinkIsOneOfTheRoot() throws Exception {
        link("link", outside.toString());
        inside();
        BusyboxBundle.Result result =
                bundle.run(BusyboxBundle.writable("readlink /proc/self/cwd; ls").withCwd("/link/new"));

        assertThat(result.out()).isEqualTo(outside + "/new\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/self/fd/3", "/proc/self/fd/7", "/proc/1/root/../..", "/proc/self/fd/20"})
    void aWorkingDirectoryOutsideOfTheRootIsNotReached(String cwd) throws Exception {
        try {
            BusyboxBundle.Result result =
                    bundle.run(BusyboxBundle.writable("ls " + dir + " 2>/dev/null; readlink /proc/self/cwd")
                            .withCwd(cwd));
            assertThat(result.out()).isEqualTo("/\n");
        } catch (SpawnException e) {
            assertThat(e.getMessage()).contains(cwd);
        }
    }

    @Test
    void aFileInPlaceOfADefaultDeviceIsAnError() throws Exception {
        Files.createDirectory(bundle.root().resolve("dev"));
        Files.writeString(bundle.root().resolve("dev/null"), "");
        OciConfig config = BusyboxBundle.writable("true").withMounts(List.of(OciMount.of("/proc", "proc", "proc")));

        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                .hasMessageContaining("/dev/null");
    }

    @Test
    void aLinkInPlaceOfADefaultDeviceIsAnError() throws Exception {
        Files.createDirectory(bundle.root().resolve("dev"));
        link("dev/zero", outside.resolve("new").toString());
        OciConfig config = BusyboxBundle.writable("true").withMounts(List.of(OciMount.of("/proc", "proc", "proc")));

        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(SpawnException.class)
                .hasMessageContaining("/dev/zero");
    }

    @Test
    void aLinkInPlaceOfPtsIsNotFollowedToTheHost() throws Exception {
        link("dev", "/proc/self/root");
        assertThatThrownBy(() -> bundle.start(BusyboxBundle.writable("true"))).isInstanceOf(SpawnException.class);
    }

    /** What hides a file is the host's own null device, which root inside would own. */
    @Test
    void theHostsNullDeviceCannotBeChangedThroughAMaskedPath() throws Exception {
        Files.writeString(bundle.root().resolve("key"), "secret");
        OciConfig config = BusyboxBundle.writable("chmod 666 /key; cat /key; echo x > /key && echo written")
                .editLinux(l -> l.maskedPaths(List.of("/key")));
        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.err()).contains("chmod").contains("Read-only file system");
        assertThat(result.out()).isEqualTo("written\n");
    }

    @Test
    void nothingOfTheHostIsOpenOrVisibleInside() throws Exception {
        BusyboxBundle.Result result = bundle.run(BusyboxBundle.writable("""
                for p in /proc/[0-9]*; do readlink $p/exe; done
                ls /proc/1/fd
                cat /proc/1/maps | grep -c -e java -e memfd
                """));

        assertThat(result.out()).doesNotContain("java", "memfd");
        assertThat(result.lines()).contains("0", "1", "2").doesNotContain("3", "4");
    }
}
