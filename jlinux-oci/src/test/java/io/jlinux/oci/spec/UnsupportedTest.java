package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsupportedTest {

    @ParameterizedTest
    @ValueSource(strings = {Fixtures.RUNC_1_1, Fixtures.RUNC_1_1_ROOTLESS, Fixtures.RUNC_1_3})
    void nothingThatRuncSpecWritesIsRefused(String name) {
        assertThat(Unsupported.in(Fixtures.config(name))).isEmpty();
        assertThatCode(() -> Unsupported.refuse(Fixtures.config(name))).doesNotThrowAnyException();
    }

    @Test
    void everythingElseIsRefusedByName() {
        assertThat(Unsupported.in(Fixtures.config(Fixtures.EVERYTHING)))
                .extracting(Unsupported::pointer)
                .contains(
                        "/windows",
                        "/vm",
                        "/process/scheduler",
                        "/process/apparmorProfile",
                        "/mounts/2/uidMappings",
                        "/linux/seccomp/listenerPath",
                        "/linux/intelRdt",
                        "/linux/resources/blockIO",
                        "/linux/resources/unified");
    }

    @Test
    void theRefusalNamesTheFirstAndTheOthers() {
        OciConfig config = OciConfig.template()
                .editLinux(linux -> linux.personality(new OciPersonality(OciPersonality.Domain.LINUX32)))
                .editResources(resources -> resources.unified("memory.high", "max"));

        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() -> Unsupported.refuse(config))
                .withMessage("/linux/personality: is not supported: personalities are not built yet;"
                        + " nor are /linux/resources/unified");
    }

    @Test
    void aContainerWithoutAMountNamespaceIsRefused() {
        OciConfig config = ConfigReader.read("{\"ociVersion\":\"1.0.0\",\"root\":{\"path\":\"r\"}}");

        assertThat(Unsupported.in(config)).extracting(Unsupported::pointer).containsExactly("/linux/namespaces");
    }
}
