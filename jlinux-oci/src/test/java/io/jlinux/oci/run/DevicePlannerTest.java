package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.DeviceRule;
import io.jlinux.cgroup.DeviceRules;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciDeviceRule;
import io.jlinux.oci.spec.OciLinux;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class DevicePlannerTest {
    @Test
    void theDefaultsFollowTheRulesOfTheConfigAndTheListedDevicesThem() {
        OciDevice fuse = device("/dev/fuse", OciDevice.Type.UNBUFFERED_CHAR, 10, 229);
        OciDevice disk = device("/dev/sda", OciDevice.Type.BLOCK, 8, 0);
        OciDevice pipe = device("/dev/pipe", OciDevice.Type.FIFO, 0, 0);
        OciConfig config = OciConfig.template().editLinux(linux -> linux.devices(List.of(fuse, disk, pipe)));
        List<DeviceRule> expected = new ArrayList<>(List.of(DeviceRule.deny("a *:* rwm")));
        expected.addAll(DeviceRules.DEFAULTS);
        expected.add(DeviceRule.allow("c 10:229 rwm"));
        expected.add(DeviceRule.allow("b 8:0 rwm"));
        assertThat(DevicePlanner.plan(config.linux())).isEqualTo(expected);
    }

    @Test
    void anAbsentAccessIsAllAndAnEmptyOneIsNone() {
        assertThat(DevicePlanner.plan(withRule(Optional.empty()).linux())).startsWith(DeviceRule.allow("b 8:* rwm"));
        assertThat(DevicePlanner.plan(withRule(Optional.of("")).linux())).isEqualTo(DeviceRules.DEFAULTS);
    }

    @Test
    void withoutARuleInTheConfigAllButTheDefaultsIsDenied() {
        OciConfig config = OciConfig.template().editResources(resources -> resources.devices(List.of()));
        assertThat(DevicePlanner.plan(config.linux())).isEqualTo(DeviceRules.DEFAULTS);
        assertThat(DevicePlanner.plan(OciLinux.NONE)).isEqualTo(DeviceRules.DEFAULTS);
    }

    @Test
    void aListedDeviceThatARuleNamesIsWhatTheRuleSays() {
        OciDevice disk = device("/dev/sda", OciDevice.Type.BLOCK, 8, 0);
        OciDeviceRule read = new OciDeviceRule(
                true, OciDeviceRule.Type.BLOCK, OptionalLong.of(8), OptionalLong.of(0), Optional.of("r"));
        OciConfig config = OciConfig.template()
                .editLinux(linux -> linux.devices(List.of(disk)))
                .editResources(resources -> resources.devices(List.of(OciDeviceRule.all(false), read)));
        assertThat(DevicePlanner.plan(config.linux()))
                .contains(DeviceRule.allow("b 8:0 r"))
                .doesNotContain(DeviceRule.allow("b 8:0 rwm"));
    }

    @Test
    void rulesThatAreNotChangedStay() {
        assertThat(DevicePlanner.changed(OciLinux.NONE)).isEmpty();
    }

    private static OciConfig withRule(Optional<String> access) {
        OciDeviceRule rule =
                new OciDeviceRule(true, OciDeviceRule.Type.BLOCK, OptionalLong.of(8), OptionalLong.empty(), access);
        return OciConfig.template().editResources(resources -> resources.devices(List.of(rule)));
    }

    private static OciDevice device(String path, OciDevice.Type type, int major, int minor) {
        return new OciDevice(path, type, major, minor, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
}
