package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.systemd.UnitProperty;
import io.jlinux.oci.spec.OciConfigException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class ScopePropertiesTest {
    @Test
    void annotationsOfTheirPrefixAreProperties() {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("org.systemd.property.TimeoutStopSec", "5");
        annotations.put("org.systemd.properties.Other", "no value");
        annotations.put("org.systemd.property.CollectMode", "'inactive-or-failed'");
        assertThat(ScopeProperties.of(annotations))
                .containsExactly(
                        UnitProperty.parse("TimeoutStopUSec", "uint64 5000000"),
                        UnitProperty.parse("CollectMode", "'inactive-or-failed'"));
    }

    @ParameterizedTest
    @CsvSource({
        "CollectMode, inactive, /annotations/org.systemd.property.CollectMode",
        "a/b~c, 5, /annotations/org.systemd.property.a~1b~0c",
        "'', 5, /annotations/org.systemd.property.",
    })
    void whatIsNoneIsAnErrorOfTheConfig(String name, String value, String pointer) {
        assertThatThrownBy(() -> ScopeProperties.of(Map.of("org.systemd.property." + name, value)))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining(pointer);
    }
}
