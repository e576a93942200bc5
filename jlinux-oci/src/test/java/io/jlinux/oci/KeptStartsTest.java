package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.oci.run.MissingTargets;
import io.jlinux.oci.run.SessionKeyring;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container whose bundle was started before is what it would be if it were the first. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.BUSYBOX_STATIC)
class KeptStartsTest extends OnBusybox {
    /** Keyrings of this JVM's containers. */
    private static final String OWN_KEYS =
            "_ses.jlinux-test-" + ProcessHandle.current().pid() + "-[^:]*";

    private static final String LOOK = "hostname; id; echo $HOME; pwd; ls /; grep Cap /proc/self/status;"
            + " cut -d' ' -f4- /proc/self/mountinfo; cat /proc/self/cgroup; grep -o '" + OWN_KEYS
            + "' /proc/keys; ls /proc/self/fd | wc -l";

    private static final ContainerIo IO = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.pipe());

    private OciBundle of(OciConfig template, String script) {
        OciConfig config = BusyboxBundle.script(template, script).editLinux(l -> l.maskedPaths(List.of()));
        return OciBundle.of(bundle.directory(), config);
    }

    /** What it says, with {@code <id>} for its own; other containers' keyrings can be seen, too. */
    private static String out(OciContainer container, String id) throws Exception {
        try (container) {
            BusyboxBundle.Result result = BusyboxBundle.result(container);
            assertThat(result.code()).as(result.err()).isZero();
            String own = result.out().replace(id, "<id>");
            return own.replaceAll("(?m)^_ses\\.[^<].*\n", "");
        }
    }

    private static String out(OciBundle oci, String id) throws Exception {
        return out(oci.start(id, IO), id);
    }

    private void assertAlike(OciConfig template) throws Exception {
        String first = out(of(template, LOOK), BusyboxBundle.id());
        if (SessionKeyring.isAvailable()) assertThat(first).contains("_ses.<id>");
        OciBundle again = of(template, LOOK);
        for (String more : new String[] {"", "-longer-than-the-one-before", "-x", ".y"}) {
            assertThat(out(again, BusyboxBundle.id() + more)).isEqualTo(first);
        }
        assertThat(again.starts.isKept()).isTrue();
    }

    @Test
    @Requires(Requirement.ROOT)
    void ofRuncSpec() throws Exception {
        assertAlike(OciConfig.template());
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void rootless() throws Exception {
        assertAlike(OciConfig.rootlessTemplate());
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.CGROUP_WRITABLE})
    void withLimitsAndACgroupOfAnotherName() throws Exception {
        String path = "/jlinux-test-" + BusyboxBundle.id() + "/of-its-own";
        OciConfig limited =
                OciConfig.template().editLinux(l -> l.cgroupsPath(path)).editResources(r -> r.memoryLimit(64L << 20));
        OciBundle oci = of(limited, LOOK);
        String first = out(oci, BusyboxBundle.id());
        assertThat(out(oci, BusyboxBundle.id())).isEqualTo(first);
        assertThat(out(oci, BusyboxBundle.id())).isEqualTo(first);
        assertThat(oci.starts.isKept()).isTrue();
        Path parent = Path.of(path).getParent();
        for (Path left : TapeSweep.cgroupsOf(String.valueOf(parent.getFileName()))) Files.delete(left);
    }

    @Test
    @Requires(Requirement.ROOT)
    void whatTheRootSaysIsReadEachTime() throws Exception {
        OciBundle oci = of(OciConfig.template(), "echo $HOME");
        Path passwd = Files.createDirectories(bundle.root().resolve("etc")).resolve("passwd");
        for (String home : List.of("/one", "/one", "/one", "/another", "/another", "/another")) {
            Files.writeString(passwd, "root:x:0:0:root:" + home + ":/bin/sh\n");
            assertThat(out(oci, BusyboxBundle.id())).isEqualTo(home + "\n");
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void otherStreamsAreOthers() throws Exception {
        OciBundle oci = of(OciConfig.template(), "echo said");
        for (int i = 0; i < 3; i++) {
            try (OciContainer c = oci.start(BusyboxBundle.id(), ContainerIo.none())) {
                assertThat(c.waitFor().shellCode()).isZero();
            }
            Path file = dir.resolve("out" + i);
            ContainerIo toFile = new ContainerIo(Stdio.devNull(), Stdio.file(file), Stdio.devNull());
            try (OciContainer c = oci.start(BusyboxBundle.id(), toFile)) {
                assertThat(c.waitFor().shellCode()).isZero();
            }
            assertThat(file).hasContent("said\n");
            assertThat(out(oci, BusyboxBundle.id())).isEqualTo("said\n");
            assertThat(oci.run(BusyboxBundle.id())).isZero();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void aFailureIsToldAsTheFirstWas() throws Exception {
        Path missing = dir.resolve("volume");
        Files.createDirectory(missing);
        OciBundle oci = of(OciConfig.template().withMount(OciMount.bind("/volume", missing.toString())), "true");
        for (int i = 0; i < 3; i++) assertThat(out(oci, BusyboxBundle.id())).isEmpty();
        assertThat(oci.starts.isKept()).isTrue();
        Files.delete(missing);
        SpawnException fresh = failure(of(oci.config(), "true"));
        assertThat(failure(oci).getMessage()).isEqualTo(fresh.getMessage()).contains(missing.toString());
        Files.createDirectory(missing);
        Files.delete(bundle.root().resolve("bin/sh"));
        SpawnException noShell = failure(of(oci.config(), "true"));
        assertThat(failure(oci).getMessage()).isEqualTo(noShell.getMessage()).contains("/bin/sh");
    }

    private static SpawnException failure(OciBundle oci) {
        String id = BusyboxBundle.id();
        SpawnException e = catchThrowableOfType(
                SpawnException.class, () -> oci.start(id, IO).close());
        assertThat(TapeSweep.cgroupsOf(id)).isEmpty();
        return e;
    }

    @Test
    @Requires(Requirement.ROOT)
    void bundlesThatAreLoadedEachTimeShareThem() throws Exception {
        OciConfig config = BusyboxBundle.script(OciConfig.template(), LOOK);
        Files.write(dir.resolve("config.json"), ConfigWriter.write(config));
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String id = BusyboxBundle.id();
            said.add(out(runtime.start(id, OciBundle.load(dir), ContainerOptions.of(IO)), id));
        }
        assertThat(said).containsOnly(said.get(0));
        assertThat(OciBundle.load(dir).starts.isKept()).isTrue();
    }

    @Test
    void ofOneConfigInTwoBundlesEachHasItsOwnMountPoints() throws Exception {
        List<OciBundle> bundles = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Path place = Files.createDirectories(dir.resolve(name).resolve("rootfs"));
            Files.write(place.resolveSibling("config.json"), ConfigWriter.write(OciConfig.template()));
            bundles.add(OciBundle.load(dir.resolve(name)));
        }
        assertThat(bundles.get(0).starts).isSameAs(bundles.get(1).starts);
        for (int i = 0; i < 2; i++) {
            for (OciBundle b : bundles) {
                assertThat(new BundleStart(b).missing().items())
                        .contains(new MissingTargets.Item(b.root(), "/proc"))
                        .allMatch(item -> item.base().equals(b.root()));
            }
        }
        Files.createDirectory(bundles.get(1).root().resolve("proc"));
        assertThat(new BundleStart(bundles.get(1)).missing().items())
                .isNotEmpty()
                .doesNotContain(new MissingTargets.Item(bundles.get(1).root(), "/proc"));
    }

    @Test
    @Requires(Requirement.ROOT)
    void severalAtATimeAreEachTheirOwn() throws Exception {
        OciBundle oci = of(
                OciConfig.template(),
                "grep -o '" + OWN_KEYS + "' /proc/keys; grep -o '[^/]*-own' /proc/self/mountinfo | sort -u");
        int each = Boolean.getBoolean("jlinux.vm") ? 2 : 8;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Callable<List<String>> starts = () -> {
                    List<String> wrong = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        String id = BusyboxBundle.id() + "-own";
                        String out = out(oci, id);
                        if (!out.equals("_ses.<id>\n<id>\n")) wrong.add(id + ": " + out);
                    }
                    return wrong;
                };
                all.add(threads.submit(starts));
            }
            for (Future<List<String>> f : all) assertThat(f.get()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }
}
