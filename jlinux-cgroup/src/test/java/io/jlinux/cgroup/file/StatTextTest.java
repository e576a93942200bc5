package io.jlinux.cgroup.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.stat.IoStat;
import io.jlinux.cgroup.stat.NumaStat;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.cgroup.stat.RdmaStat;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class StatTextTest {
    @Test
    void ioHasEveryCounterOfEveryDevice() {
        IoStat io = StatText.io("""
                8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0 cost.vrate=100.00 cost.usage=7
                8:0 rbytes=90430464 wbytes=299008000 rios=8950 wios=1252 dbytes=50331648 dios=3021
                7:0\s
                """);
        assertThat(io.devices()).containsOnlyKeys("8:16", "8:0", "7:0");
        assertThat(io.devices().get("8:0").discardBytes()).hasValue(50331648);
        assertThat(io.devices().get("8:16").get("cost.usage")).hasValue(7);
        assertThat(io.devices().get("8:16").get("cost.vrate")).isEmpty();
        assertThat(io.devices().get("7:0").readBytes()).isEmpty();
        assertThat(io.sum("rios")).hasValue(9142);
        assertThat(io.sum("nothing")).isEmpty();
    }

    @Test
    void rdmaIsTypedByDevice() {
        Map<String, RdmaStat> rdma = StatText.rdma("mlx4_0 hca_handle=2 hca_object=2000\nocrdma1 hca_handle=3\n");
        assertThat(rdma)
                .containsEntry("mlx4_0", new RdmaStat(OptionalLong.of(2), OptionalLong.of(2000)))
                .containsEntry("ocrdma1", new RdmaStat(OptionalLong.of(3), OptionalLong.empty()))
                .hasSize(2);
        assertThat(StatText.rdma("")).isEmpty();
    }

    @Test
    void ioOfV1HasTheNamesOfV2() {
        IoStat io = StatText.v1Io(
                "8:0 Read 100\n8:0 Write 200\n8:0 Sync 300\n8:0 Discard 5\n8:0 Total 600\nTotal 600\n",
                "8:0 Read 1\n8:0 Write 2\nTotal 3\n");
        IoStat.Device sda = io.devices().get("8:0");
        assertThat(sda.readBytes()).hasValue(100);
        assertThat(sda.writeBytes()).hasValue(200);
        assertThat(sda.discardBytes()).hasValue(5);
        assertThat(sda.readOps()).hasValue(1);
        assertThat(sda.writeOps()).hasValue(2);
        assertThat(io.devices()).hasSize(1);
    }

    @Test
    void memoryByNodeOfBothVersions() {
        NumaStat v2 = StatText.numa("anon N0=4096 N1=8192\nfile N0=0\n");
        assertThat(v2.get("anon", 1)).hasValue(8192);
        assertThat(v2.get("anon", 2)).isEmpty();
        NumaStat v1 = StatText.numa("total=12 N0=12\nfile=1 N0=1\n");
        assertThat(v1.get("total", 0)).hasValue(12);
    }

    @Test
    void pressureHasBothLinesOrOne() {
        Pressure p = StatText.pressure(
                "some avg10=15.43 avg60=12.07 avg300=0.50 total=170467556\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        assertThat(p.some()).contains(new Pressure.Line(15.43, 12.07, 0.5, Duration.ofNanos(170467556000L)));
        assertThat(p.full().orElseThrow().total()).isZero();
        assertThat(StatText.pressure("full avg10=0.00 avg60=0.00 avg300=0.00 total=9\n")
                        .some())
                .isEmpty();
        assertThat(StatText.pressure("some avg10=x\n")).isEqualTo(Pressure.UNKNOWN);
        assertThat(StatText.pressure("")).isEqualTo(Pressure.UNKNOWN);
    }
}
