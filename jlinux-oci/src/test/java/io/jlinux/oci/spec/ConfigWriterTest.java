package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@Tag("pure")
class ConfigWriterTest {

    @ParameterizedTest
    @ValueSource(strings = {Fixtures.EVERYTHING, Fixtures.RUNC_1_1, Fixtures.RUNC_1_1_ROOTLESS, Fixtures.RUNC_1_3})
    void whatWasWrittenReadsBackEqual(String name) {
        OciConfig config = Fixtures.config(name);

        assertThat(ConfigReader.read(ConfigWriter.write(config))).isEqualTo(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {Fixtures.RUNC_1_1, Fixtures.RUNC_1_1_ROOTLESS, Fixtures.RUNC_1_3})
    void theTextIsTheSameAsRuncs(String name) {
        OciConfig config = Fixtures.config(name);

        assertThat(ConfigWriter.toJson(config)).isEqualTo(Fixtures.text(name));
        // and of the records alone
        assertThat(ConfigWriter.toJson(config.withSource(OciSource.NONE))).isEqualTo(Fixtures.text(name));
    }

    @Test
    void theRecordsHoldEverythingButOtherPlatforms() {
        ObjectNode expected = Fixtures.tree(Fixtures.EVERYTHING);
        Fixtures.change(expected, "/windows", "{}");
        // an absent number is the same as these zeros
        Fixtures.change(expected, "/linux/devices/2/major", "0");
        Fixtures.change(expected, "/linux/devices/2/minor", "0");
        Fixtures.change(expected, "/linux/timeOffsets/boottime/nanosecs", "0");
        // and this zero the same as an absent one
        Fixtures.change(expected, "/linux/resources/memory/reservation", "");

        ObjectNode written = ConfigWriter.tree(Fixtures.config(Fixtures.EVERYTHING));

        assertThat(Fixtures.parse(written.toString())).isEqualTo(expected);
    }

    @Test
    void absentAndEmptySeccompFlagsStayDifferent() {
        OciSeccomp seccomp =
                Fixtures.config(Fixtures.EVERYTHING).linux().seccomp().orElseThrow();
        OciConfig config = OciConfig.template().editLinux(linux -> linux.seccomp(seccomp));

        assertThat(config.linux().seccomp().orElseThrow().flags()).contains(List.of());
        assertThat(ConfigWriter.toJson(config)).contains("\"flags\": []");
    }
}
