package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP2_IO;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NoLeaks
class IoCostTest {
    private static final IoCostQos QOS = IoCostQos.of(95, Duration.ofMillis(75), 90.5, Duration.ofMillis(150), 50, 150);
    private static final IoCostModel MODEL = IoCostModel.of(174_610_612, 41_788, 371, 178_075_866, 42_705, 378);

    @BeforeAll
    static void openRoot() throws LinuxException {
        CgroupHost.current().root();
    }

    @Test
    void theyAreWrittenAsTheKernelWantsThemAndReadBack() {
        assertThat(QOS)
                .hasToString("enable=1 ctrl=user rpct=95.00 rlat=75000 wpct=90.50 wlat=150000 min=50.00 max=150.00");
        assertThat(IoCost.parse("8:16 " + QOS + "\n", IoCostQos::parse))
                .containsEntry(new BlockDevice(8, 16), QOS)
                .hasSize(1);
        assertThat(IoCostQos.OFF).hasToString("enable=0 ctrl=auto");
        assertThat(IoCostQos.AUTOMATIC).hasToString("enable=1 ctrl=auto");
        assertThat(MODEL.toString()).startsWith("ctrl=user model=linear rbps=174610612 rseqiops=41788");
        assertThat(IoCost.parse("8:16 " + MODEL + "\n8:0 ctrl=auto model=linear rbps=1\n", IoCostModel::parse))
                .containsEntry(new BlockDevice(8, 16), MODEL)
                .containsEntry(new BlockDevice(8, 0), new IoCostModel(true, 1, 0, 0, 0, 0, 0));
        assertThat(IoCostModel.AUTOMATIC).hasToString("ctrl=auto");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        Duration d = Duration.ofMillis(1);
        assertThatIllegalArgumentException().isThrownBy(() -> IoCostQos.of(101, d, 0, d, 1, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> IoCostQos.of(0, d.negated(), 0, d, 1, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> IoCostQos.of(0, d, 0, d, 0.5, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> IoCostQos.of(0, d, 0, d, 200, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> IoCostQos.of(0, d, 0, d, 100, 10_001));
        assertThatIllegalArgumentException().isThrownBy(() -> IoCostModel.of(0, 1, 1, 1, 1, 1));
    }

    @Test
    void whereTheHostHasNoneItSaysWhy() throws Exception {
        CgroupHost host = CgroupHost.current();
        boolean there =
                host.isOnV2(Controller.IO) && host.root().dirs().unified().dir().has("io.cost.qos");
        if (there) {
            assertThat(host.ioCost().qos()).isNotNull();
            assertThat(host.ioCost().models()).isNotNull();
            return;
        }
        assertThatThrownBy(() -> host.ioCost().setQos(new BlockDevice(7, 0), QOS))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isIn(Errno.EOPNOTSUPP, Errno.ENOENT))
                .hasMessageMatching("(?s).*(io\\.cost\\.qos|controller 'io').*");
    }

    @Test
    @Requires({ROOT, CGROUP2_IO})
    void aRealDiskIsControlledByCost() throws Exception {
        CgroupHost host = CgroupHost.current();
        try (LoopDisk disk = LoopDisk.create()) {
            BlockDevice device = BlockDevice.of(Path.of(disk.device()));
            if (!host.root().dirs().unified().dir().has("io.cost.qos")) {
                assertThatThrownBy(() -> host.ioCost().setQos(device, QOS)).hasMessageContaining("IOCOST");
                return;
            }
            host.ioCost().setModel(device, MODEL);
            host.ioCost().setQos(device, QOS);
            assertThat(host.ioCost().qos()).containsEntry(device, QOS);
            assertThat(host.ioCost().models()).containsEntry(device, MODEL);
            host.ioCost().setQos(device, IoCostQos.OFF);
            assertThat(host.ioCost().qos().get(device).enabled()).isFalse();
            host.ioCost().setModel(device, IoCostModel.AUTOMATIC);
            assertThat(host.ioCost().models().get(device).automatic()).isTrue();
        }
    }
}
