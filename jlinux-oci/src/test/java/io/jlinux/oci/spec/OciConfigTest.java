package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Rlimit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class OciConfigTest {

    @Test
    void theTemplateIsWhatRuncWrites() {
        assertThat(OciConfig.template()).isEqualTo(Fixtures.config(Fixtures.RUNC_1_1));
    }

    @Test
    void theRootlessTemplateIsWhatRuncWrites() {
        IdMap root = IdMap.range(0, 0, 1);

        assertThat(OciConfig.rootlessTemplate(root)).isEqualTo(Fixtures.config(Fixtures.RUNC_1_1_ROOTLESS));
        assertThat(OciConfig.rootlessTemplate().linux().uidMappings())
                .isEqualTo(IdMap.rootToSelf().uids());
    }

    @Test
    void runc13DiffersByAmbientCapabilitiesAndVersion() {
        OciConfig onUnifiedHost = ConfigTemplates.runc13().withNamespace(OciNamespace.create(Namespace.CGROUP));

        assertThat(onUnifiedHost).isEqualTo(Fixtures.config(Fixtures.RUNC_1_3));
    }

    @Test
    void templatesAreValid() {
        assertThat(OciConfig.template().validated()).isEqualTo(OciConfig.template());
        assertThat(OciConfig.rootlessTemplate(IdMap.range(0, 1000, 1)).validated())
                .isNotNull();
    }

    @Test
    void aConfigIsChangedFluently() {
        OciConfig config = OciConfig.template()
                .withArgs("/bin/sh", "-c", "id")
                .withEnv("TERM", "dumb")
                .withEnv("A", "b")
                .withCwd("/tmp")
                .withTerminal(false)
                .withUser(7, 8)
                .withRootPath("/roots/1")
                .withHostname("box")
                .toBuilder()
                .domainname("example.org")
                .build()
                .withoutMount("/sys/fs/cgroup")
                .withMount(OciMount.bind("/data", "/volumes/1", "ro"))
                .withAnnotation("org.example.job", "42")
                .withNamespace(OciNamespace.join(Namespace.NET, "/run/netns/a"))
                .withoutNamespace(Namespace.IPC)
                .editProcess(process -> process.oomScoreAdj(500).rlimit(Rlimit.of(Rlimit.Resource.NOFILE, 64)))
                .editLinux(linux -> linux.sysctl("net.ipv4.ip_forward", "1").cgroupsPath("/jobs/42"))
                .editResources(resources -> resources
                        .memoryLimit(256L << 20)
                        .pidsLimit(64)
                        .cpuQuota(50_000, 100_000)
                        .unified("memory.high", "max"))
                .validated();

        OciProcess process = config.process().orElseThrow();
        assertThat(process.args()).containsExactly("/bin/sh", "-c", "id");
        assertThat(process.env()).hasSize(3).endsWith("TERM=dumb", "A=b");
        assertThat(process.rlimits()).containsExactly(new Rlimit(Rlimit.Resource.NOFILE, 64, 64));
        assertThat(process.user()).isEqualTo(OciUser.of(7, 8));
        assertThat(config.root()).isEqualTo(new OciRoot("/roots/1", true));
        assertThat(config.mounts()).hasSize(7);
        assertThat(config.mounts().get(6).options()).containsExactly("rbind", "ro");
        assertThat(config.namespace(Namespace.IPC)).isEmpty();
        assertThat(config.namespace(Namespace.NET).orElseThrow().path()).contains("/run/netns/a");
        OciResources resources = config.linux().resources();
        assertThat(resources.memory().limit()).hasValue(256L << 20);
        assertThat(resources.pids().limit()).hasValue(64);
        assertThat(resources.cpu().quota()).hasValue(50_000);
        assertThat(resources.devices()).containsExactly(OciDeviceRule.all(false));
        assertThat(OciConfig.template().mounts())
                .as("the template itself is unchanged")
                .hasSize(7);
    }

    @Test
    void aConfigMadeInJavaIsCheckedByTheReadersRules() {
        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() -> OciConfig.template().withUser(-1, 0).validated())
                .withMessage("/process/user/uid: must be an integer from 0 to 4294967294, is -1");
        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() ->
                        OciConfig.template().withoutNamespace(Namespace.UTS).validated())
                .withMessageStartingWith("/hostname: needs a namespace of type uts");
        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() -> OciConfig.template().withArgs().validated())
                .withMessageStartingWith("/process/args: must have at least one entry");
    }

    @Test
    void withoutAHostnameTheUtsNamespaceCanGo() {
        assertThat(OciConfig.template()
                        .withoutHostname()
                        .withoutNamespace(Namespace.UTS)
                        .validated()
                        .hostname())
                .isEmpty();
    }

    @Test
    void listsAreCopied() {
        List<OciMount> mounts = new ArrayList<>();
        OciConfig config = OciConfig.template().withMounts(mounts);
        mounts.add(OciMount.of("/proc", "proc", "proc"));

        assertThat(config.mounts()).isEmpty();
    }
}
