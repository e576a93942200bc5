package io.jlinux.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import org.junit.jupiter.api.Test;

@NoLeaks
class GenericNetlinkTest {
    @Test
    void aFamilyIsFoundByItsName() throws Exception {
        try (GenericNetlink generic = GenericNetlink.open()) {
            GenericFamily controller = generic.family("nlctrl");
            assertThat(controller.id()).isEqualTo(16);
            assertThat(controller.version()).isEqualTo(2);
            assertThat(controller.group("notify")).hasValue(16);
            assertThat(controller.group("nothing")).isEmpty();
            assertThat(generic.family("nlctrl")).isSameAs(controller);
        }
    }

    @Test
    void aFamilyThatIsMissingIsTold() throws Exception {
        try (GenericNetlink generic = GenericNetlink.open()) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> generic.family("jlinux-none"))
                    .matches(e -> e.errno() == Errno.ENOENT)
                    .withMessageContaining("find generic netlink family jlinux-none: ENOENT")
                    .withMessageContaining("modprobe jlinux-none");
        }
    }
}
