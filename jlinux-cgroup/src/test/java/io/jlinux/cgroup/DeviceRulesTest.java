package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.DeviceRule.Access;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules as values, and what they become: no kernel. */
@Tag("pure")
class DeviceRulesTest {
    private static final List<DeviceRule> CONTAINER = container();

    private static List<DeviceRule> container() {
        List<DeviceRule> rules = new ArrayList<>();
        rules.add(DeviceRule.deny("a *:* rwm"));
        rules.addAll(DeviceRules.DEFAULTS);
        return rules;
    }

    @Test
    void aRuleIsWrittenAsTheKernelWritesIt() {
        assertThat(DeviceRule.allow("c 1:3 mr"))
                .isEqualTo(new DeviceRule(
                        true,
                        DeviceRule.Type.CHAR,
                        OptionalLong.of(1),
                        OptionalLong.of(3),
                        EnumSet.of(Access.READ, Access.MKNOD)))
                .hasToString("allow c 1:3 rm");
        assertThat(DeviceRule.deny("a *:* rwm")).hasToString("deny a *:* rwm");
        for (String bad : List.of("", "a", "d 1:3 r", "c 1 r", "c 1:3", "c 1:3 x", "c 4294967296:0 r", "c -1:0 r")) {
            assertThatThrownBy(() -> DeviceRule.allow(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() ->
                        new DeviceRule(true, DeviceRule.Type.ALL, OptionalLong.empty(), OptionalLong.empty(), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLaterRuleWinsAndWhatNoneIsForIsDenied() {
        List<DeviceRule> rules =
                List.of(DeviceRule.allow("c 1:* rw"), DeviceRule.deny("c 1:5 w"), DeviceRule.allow("b 8:0 r"));
        assertThat(allows(rules, "c", 1, 3, "rw")).isTrue();
        assertThat(allows(rules, "c", 1, 3, "m")).isFalse();
        assertThat(allows(rules, "c", 1, 5, "r")).isTrue();
        assertThat(allows(rules, "c", 1, 5, "rw")).isFalse();
        assertThat(allows(rules, "b", 8, 0, "r")).isTrue();
        assertThat(allows(rules, "b", 8, 1, "r")).isFalse();
        assertThat(allows(List.of(), "c", 1, 3, "r")).isFalse();
    }

    @Test
    void aContainerMayMakeAnyDeviceAndOpenOnlyTheUsualOnes() {
        assertThat(allows(CONTAINER, "b", 8, 0, "m")).isTrue();
        assertThat(allows(CONTAINER, "b", 8, 0, "r")).isFalse();
        assertThat(allows(CONTAINER, "c", 136, 7, "rw")).isTrue();
        assertThat(allows(CONTAINER, "c", 1, 11, "r")).isFalse();
    }

    @Test
    void theProgramDecidesAsTheRules() {
        Random random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            List<DeviceRule> rules = rules(random);
            byte[] program = DeviceCode.compile(rules);
            for (int i = 0; i < 10; i++) {
                DeviceRule.Type type = random.nextBoolean() ? DeviceRule.Type.CHAR : DeviceRule.Type.BLOCK;
                long major = random.nextInt(3);
                long minor = random.nextInt(10) == 0 ? 0xffff_ffffL : random.nextInt(3);
                Set<Access> access = access(random);
                assertThat(BpfMachine.run(program, word(type, access), (int) major, (int) minor))
                        .as("%s %d:%d %s by %s", type, major, minor, access, rules)
                        .isEqualTo(DeviceRules.allows(rules, type, major, minor, access) ? 1 : 0);
            }
        }
    }

    @Test
    void v1DecidesAsTheRulesOrRefusesThem() throws Exception {
        Random random = new Random(23112026);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            List<DeviceRule> rules = rules(random);
            V1Kernel kernel;
            try {
                kernel = new V1Kernel(V1Devices.writes(rules));
            } catch (LinuxException e) {
                assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP);
                refused++;
                continue;
            }
            for (int i = 0; i < 10; i++) {
                DeviceRule.Type type = random.nextBoolean() ? DeviceRule.Type.CHAR : DeviceRule.Type.BLOCK;
                long major = random.nextInt(3);
                long minor = random.nextInt(3);
                Set<Access> access = access(random);
                assertThat(kernel.allows(type, major, minor, access))
                        .as("%s %d:%d %s by %s", type, major, minor, access, rules)
                        .isEqualTo(DeviceRules.allows(rules, type, major, minor, access));
            }
        }
        assertThat(refused).isLessThan(15_000);
    }

    @Test
    void v1DeniesEverythingFirst() throws Exception {
        assertThat(V1Devices.writes(CONTAINER))
                .extracting(ControlWrite::toString)
                .startsWith("devices.deny=a *:* rwm", "devices.allow=c *:* m", "devices.allow=b *:* m")
                .contains("devices.allow=c 1:3 rwm", "devices.allow=c 136:* rwm")
                .hasSize(11);
        assertThat(V1Devices.writes(List.of(DeviceRule.allow("a *:* rwm"), DeviceRule.deny("c 1:11 rwm"))))
                .extracting(ControlWrite::toString)
                .containsExactly("devices.allow=a *:* rwm", "devices.deny=c 1:11 rwm");
    }

    @Test
    void v1RefusesAnExceptionToAnException() {
        List<DeviceRule> rules =
                List.of(DeviceRule.allow("c 1:* rw"), DeviceRule.deny("c 1:5 w"), DeviceRule.deny("c 2:0 w"));
        assertThatThrownBy(() -> V1Devices.writes(rules))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP));
    }

    private static boolean allows(List<DeviceRule> rules, String type, long major, long minor, String access) {
        return DeviceRules.allows(
                rules,
                type.equals("c") ? DeviceRule.Type.CHAR : DeviceRule.Type.BLOCK,
                major,
                minor,
                DeviceRule.access(access));
    }

    private static int word(DeviceRule.Type type, Set<Access> access) {
        int mask = 0;
        if (access.contains(Access.MKNOD)) mask |= 1;
        if (access.contains(Access.READ)) mask |= 2;
        if (access.contains(Access.WRITE)) mask |= 4;
        return mask << 16 | (type == DeviceRule.Type.BLOCK ? 1 : 2);
    }

    private static List<DeviceRule> rules(Random random) {
        List<DeviceRule> rules = new ArrayList<>();
        for (int n = random.nextInt(7); n > 0; n--) {
            DeviceRule.Type type = DeviceRule.Type.values()[random.nextInt(3)];
            Set<Access> access = random.nextInt(3) == 0 ? DeviceRule.EVERY_ACCESS : access(random);
            rules.add(new DeviceRule(random.nextInt(3) > 0, type, number(random), number(random), access));
        }
        return rules;
    }

    private static OptionalLong number(Random random) {
        if (random.nextInt(2) == 0) return OptionalLong.empty();
        return OptionalLong.of(random.nextInt(20) == 0 ? 0xffff_ffffL : random.nextInt(3));
    }

    private static Set<Access> access(Random random) {
        EnumSet<Access> set = EnumSet.noneOf(Access.class);
        for (Access a : Access.values()) {
            if (random.nextBoolean()) set.add(a);
        }
        if (set.isEmpty()) set.add(Access.READ);
        return set;
    }
}
