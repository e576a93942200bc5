package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.ControlWrite;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfigException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What resources become, on v1 and on v2, without a kernel. */
@Tag("pure")
class CgroupPlannerTest {

    private static ResourceLimits plan(String json, boolean update) {
        byte[] text = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return CgroupPlanner.plan(ConfigReader.readResources(text), update);
    }

    private static List<String> v1(ResourceLimits limits) throws Exception {
        return writes(limits.typed().v1Writes(), limits, 1);
    }

    private static List<String> v2(ResourceLimits limits) {
        return writes(limits.typed().v2Writes(), limits, 2);
    }

    private static List<String> writes(List<ControlWrite> typed, ResourceLimits limits, int version) {
        List<String> all = new ArrayList<>();
        typed.forEach(w -> all.add(w.file() + " = " + w.value()));
        for (RawLimit limit : limits.raw()) {
            if (limit.writes(version).isEmpty()) all.add(limit.pointer() + ": not here");
            limit.writes(version).stream().limit(1).forEach(w -> all.add(w.file() + " = " + w.value()));
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'memory':{'limit':1048576}}                       | memory.limit_in_bytes = 1048576 | memory.max = 1048576",
                "{'memory':{'limit':-1}}                            | memory.limit_in_bytes = -1      | memory.max = max",
                "{'memory':{'reservation':4096}}                    | memory.soft_limit_in_bytes = 4096 | memory.low = 4096",
                "{'memory':{'swappiness':30}}                       | memory.swappiness = 30 | /linux/resources/memory/swappiness: not here",
                "{'memory':{'kernel':4096}}                         | memory.kmem.limit_in_bytes = 4096 | /linux/resources/memory/kernel: not here",
                "{'memory':{'kernelTCP':4096}}                      | memory.kmem.tcp.limit_in_bytes = 4096 | /linux/resources/memory/kernelTCP: not here",
                "{'memory':{'disableOOMKiller':true}}               | memory.oom_control = 1 | /linux/resources/memory/disableOOMKiller: not here",
                "{'cpu':{'shares':1024}}                            | cpu.shares = 1024 | cpu.weight = 100",
                "{'cpu':{'idle':1}}                                 | cpu.idle = 1 | cpu.idle = 1",
                "{'cpu':{'burst':2000}}                             | cpu.cfs_burst_us = 2000 | cpu.max.burst = 2000",
                "{'cpu':{'realtimePeriod':1000000}}                 | cpu.rt_period_us = 1000000 | /linux/resources/cpu/realtimePeriod: not here",
                "{'cpu':{'realtimeRuntime':950000}}                 | cpu.rt_runtime_us = 950000 | /linux/resources/cpu/realtimeRuntime: not here",
                "{'cpu':{'cpus':'0-1'}}                             | cpuset.cpus = 0-1 | cpuset.cpus = 0-1",
                "{'pids':{'limit':0}}                               | pids.max = 0 | pids.max = 0",
                "{'blockIO':{'weight':10}}                          | blkio.bfq.weight = 10 | io.bfq.weight = 10",
                "{'blockIO':{'leafWeight':500}}                     | blkio.leaf_weight = 500 | /linux/resources/blockIO/leafWeight: not here",
                "{'blockIO':{'weightDevice':[{'major':8,'minor':0,'weight':100}]}} | blkio.bfq.weight_device = 8:0 100 | io.bfq.weight = 8:0 100",
                "{'blockIO':{'weightDevice':[{'major':8,'minor':0,'leafWeight':20}]}} | blkio.leaf_weight_device = 8:0 20 | /linux/resources/blockIO/weightDevice/0/leafWeight: not here",
                "{'blockIO':{'throttleReadBpsDevice':[{'major':8,'minor':0,'rate':600}]}} | blkio.throttle.read_bps_device = 8:0 600 | io.max = 8:0 rbps=600",
                "{'blockIO':{'throttleWriteIOPSDevice':[{'major':8,'minor':0,'rate':0}]}} | blkio.throttle.write_iops_device = 8:0 0 | io.max = 8:0 wiops=max",
                "{'network':{'classID':1048577}}                    | net_cls.classid = 1048577 | net_cls.classid = 1048577",
                "{'network':{'priorities':[{'name':'eth0','priority':5}]}} | net_prio.ifpriomap = eth0 5 | net_prio.ifpriomap = eth0 5",
                "{'rdma':{'mlx5_1':{'hcaObjects':7}}} | rdma.max = mlx5_1 hca_handle=max hca_object=7 | rdma.max = mlx5_1 hca_handle=max hca_object=7",
                "{'rdma':{'mlx5_1':{'hcaHandles':3}}} | rdma.max = mlx5_1 hca_handle=3 hca_object=max | rdma.max = mlx5_1 hca_handle=3 hca_object=max",
            })
    void oneProperty(String json, String onV1, String onV2) throws Exception {
        ResourceLimits limits = plan(json, false);

        assertThat(v1(limits)).containsExactly(onV1);
        assertThat(v2(limits)).containsExactly(onV2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'memory':{'kernel':-1,'kernelTCP':-1,'disableOOMKiller':false,'useHierarchy':true,'checkBeforeUpdate':true}}",
                "{'cpu':{'idle':0,'burst':0,'shares':0,'realtimeRuntime':0,'realtimePeriod':0}}",
                "{'blockIO':{},'network':{},'hugepageLimits':[],'rdma':{},'unified':{}}"
            })
    void whatEveryNewCgroupHasIsNotWritten(String json) {
        assertThat(plan(json, false).isEmpty()).isTrue();
    }

    @Test
    void anUpdateTakesLimitsOffAgain() throws Exception {
        ResourceLimits limits = plan("{'memory':{'kernelTCP':-1,'disableOOMKiller':false},'cpu':{'idle':0}}", true);

        assertThat(v1(limits))
                .containsExactly("cpu.idle = 0", "memory.kmem.tcp.limit_in_bytes = -1", "memory.oom_control = 0");
    }

    /** A kernel that gives real-time tasks no time need not have a file that takes it away. */
    @Test
    void noRealTimeIsNoErrorWhereThereIsNone() {
        assertThat(plan("{'cpu':{'realtimeRuntime':0}}", true).raw())
                .extracting(RawLimit::lacking)
                .containsExactly("");
    }

    @Test
    void hugePagesMayNeitherBeUsedNorReserved() throws Exception {
        ResourceLimits limits = plan(
                "{'hugepageLimits':[{'pageSize':'2MB','limit':4194304},{'pageSize':'1GB','limit':18446744073709551615}]}",
                false);

        assertThat(v2(limits))
                .containsExactly(
                        "hugetlb.1GB.max = max",
                        "hugetlb.2MB.max = 4194304",
                        "hugetlb.2MB.rsvd.max = 4194304",
                        "hugetlb.1GB.rsvd.max = max");
        assertThat(v1(limits)).contains("hugetlb.2MB.rsvd.limit_in_bytes = 4194304", "hugetlb.1GB.limit_in_bytes = -1");
    }

    @Test
    void aDevicesThrottlesAreOneLine() {
        ResourceLimits limits = plan(
                "{'blockIO':{'throttleReadBpsDevice':[{'major':8,'minor':0,'rate':600}],"
                        + "'throttleWriteIOPSDevice':[{'major':8,'minor':0,'rate':30}]}}",
                false);

        assertThat(v2(limits)).containsExactly("io.max = 8:0 rbps=600 wiops=30");
    }

    @Test
    void linesOfAUnifiedFileAreWrittenOneAfterTheOther() {
        ResourceLimits limits = plan(
                "{'unified':{'memory.high':'1000000','memory.unheard_of':'x','io.max':'259:0 rbps=1\\n253:0 wiops=2'}}",
                false);

        assertThat(v2(limits))
                .containsExactly(
                        "memory.high = 1000000",
                        "memory.unheard_of = x",
                        "io.max = 259:0 rbps=1",
                        "io.max = 253:0 wiops=2");
    }

    @Test
    void aFileOfAnUnknownControllerIsAnError() {
        assertThatThrownBy(() -> plan("{'unified':{'flux.max':'1'}}", false))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/linux/resources/unified")
                .hasMessageContaining("flux.max");
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "100, 910", "500, 4950", "1000, 10000"})
    void weightsBecomeThoseOfV2AsRuncHasIt(int weight, long v2) {
        assertThat(BlockIoPlanner.toV2(weight)).isEqualTo(v2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory.swappiness | 60                          | 10       | 60",
                "memory.oom_control | 'oom_kill_disable 1\nunder_oom 0' | 0  | 1",
                "memory.oom_control | 'oom_kill_disable 0\nunder_oom 0' | 1  | 0",
                "io.bfq.weight | 'default 100\n8:0 200'          | '8:0 300' | 8:0 200",
                "io.bfq.weight | 'default 100'                   | '8:0 300' | 8:0 default",
                "io.bfq.weight | 'default 100\n8:0 200'          | 300       | default 100"
            })
    void whatWasThereBeforeCanBeWrittenAgain(String file, String content, String value, String before) {
        assertThat(RawLimits.before(file, content, value)).isEqualTo(before);
    }
}
