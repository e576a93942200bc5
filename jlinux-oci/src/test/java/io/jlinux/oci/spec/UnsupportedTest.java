package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.ns.Namespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class UnsupportedTest {

    @ParameterizedTest
    @ValueSource(strings = {Fixtures.RUNC_1_1, Fixtures.RUNC_1_1_ROOTLESS, Fixtures.RUNC_1_3})
    void nothingThatRuncSpecWritesIsRefused(String name) {
        assertThat(Unsupported.in(Fixtures.config(name))).isEmpty();
        assertThatCode(() -> Unsupported.refuse(Fixtures.config(name))).doesNotThrowAnyException();
    }

    @Test
    void ofAConfigWithEveryPropertyOnlyTheHypervisorIsRefused() {
        assertThat(Unsupported.in(Fixtures.config(Fixtures.EVERYTHING)))
                .extracting(Unsupported::pointer)
                .containsExactly("/vm");
    }

    @Test
    void aConfigForAnotherPlatformIsRefused() {
        OciConfig config = ConfigReader.read("{\"ociVersion\":\"1.0.0\",\"root\":{\"path\":\"r\"},\"windows\":{}}");

        assertThat(Unsupported.in(config)).extracting(Unsupported::pointer).contains("/windows");
    }

    @Test
    void sectionsForOtherPlatformsBesideOneForLinuxAreIgnored() {
        String text = Fixtures.changed(Fixtures.RUNC_1_1, "/zos", "{\"namespaces\": []}");

        assertThat(Unsupported.in(ConfigReader.read(text))).isEmpty();
    }

    @Test
    void tmpcopyupIsForATmpfs() {
        OciConfig config = OciConfig.template().withMount(OciMount.bind("/data", "/srv", "tmpcopyup"));

        assertThat(Unsupported.in(config)).extracting(Unsupported::pointer).containsExactly("/mounts/7/options");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/..", ".", "//x/.."})
    void nothingIsMountedOnTheRoot(String destination) {
        OciConfig config = OciConfig.template().withMount(OciMount.bind(destination, "/srv"));
        OciConfig remounted = OciConfig.template().withMount(OciMount.bind(destination, "/srv", "remount", "ro"));

        assertThat(Unsupported.in(config)).extracting(Unsupported::pointer).containsExactly("/mounts/7/destination");
        assertThat(Unsupported.in(remounted)).isEmpty();
    }

    @Test
    void theRefusalNamesTheFirstAndTheOthers() {
        OciConfig config = OciConfig.template()
                .withMount(OciMount.bind("/data", "/srv", "size=1m"))
                .editResources(resources ->
                        resources.memory(OciMemory.builder().useHierarchy(false).build()));

        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() -> Unsupported.refuse(config))
                .withMessage(
                        "/mounts/7/options: is not supported: a bind mount has no options of a file system, such as"
                                + " [size=1m]; nor are /linux/resources/memory/useHierarchy");
    }

    @Test
    void aContainerWithoutAMountNamespaceIsRefused() {
        OciConfig config = ConfigReader.read("{\"ociVersion\":\"1.0.0\",\"root\":{\"path\":\"r\"}}");

        assertThat(Unsupported.in(config)).extracting(Unsupported::pointer).containsExactly("/linux/namespaces");
    }

    @Test
    void aMountNamespaceToJoinIsRefused() {
        OciConfig config = OciConfig.template()
                .withNamespace(OciNamespace.join(Namespace.NET, "/proc/1/ns/net"))
                .withNamespace(OciNamespace.join(Namespace.MOUNT, "/proc/1/ns/mnt"));

        assertThat(Unsupported.in(config)).extracting(Unsupported::pointer).containsExactly("/linux/namespaces/4/path");
    }
}
