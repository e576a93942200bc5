package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that depend on each other, of which an update names one: what holds then, and what the kept config says. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP_WRITABLE})
class ContainerUpdateTest extends OnRuntime {
    private static final long MIB = 1L << 20;

    /** What runc-update(8) shows, with nothing filled in. */
    private static final String EMPTY_FORM = "{'memory':{'limit':0,'reservation':0,'swap':0,'kernel':0,'kernelTCP':0},"
            + "'cpu':{'shares':0,'quota':0,'burst':0,'period':0,'realtimeRuntime':0,'realtimePeriod':0,'cpus':'','mems':'',"
            + "'idle':0},'blockIO':{'weight':0}}";

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home(); // stays open
    }

    private static OciResources resources(String json) {
        return ConfigReader.readResources(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private OciContainer start(String json) throws Exception {
        OciConfig config = BusyboxBundle.script("exec sleep 1000");
        OciResources more = config.linux().resources().with(resources(json));
        OciBundle bundle = OciBundle.of(dir, config.editLinux(l -> l.resources(more)));
        return runtime.start(id, bundle, ContainerOptions.of(ContainerIo.none()));
    }

    /** How much swap the kernel allows; empty: any. */
    private static Optional<Long> swap(OciContainer container) throws Exception {
        Cgroup cgroup = container.cgroup().orElseThrow();
        Optional<String> v2 = cgroup.read("memory.swap.max");
        if (v2.isPresent()) {
            return v2.map(String::strip).filter(t -> !t.equals("max")).map(Long::parseLong);
        }
        long sum = Long.parseLong(
                cgroup.read("memory.memsw.limit_in_bytes").orElseThrow().strip());
        if (sum > 1L << 60) return Optional.empty();
        return Optional.of(sum - cgroup.memory().max().orElseThrow());
    }

    private OciResources kept() throws Exception {
        try (OciContainer again = runtime.get(id)) {
            return again.config().linux().resources();
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 72", "16, 24"})
    void anotherLimitOfMemoryLeavesAsMuchSwap(long limit, long sum) throws Exception {
        try (OciContainer container = start("{'memory':{'limit':33554432,'swap':41943040}}")) {
            container.update(resources("{'memory':{'limit':" + limit * MIB + "}}"));

            assertThat(container.cgroup().orElseThrow().memory().max()).hasValue(limit * MIB);
            assertThat(swap(container)).hasValue(8 * MIB);
            assertThat(kept().memory().limit()).hasValue(limit * MIB);
            assertThat(kept().memory().swap()).hasValue(sum * MIB);

            container.update(resources("{'pids':{'limit':30},'memory':{'limit':50331648}}"));
            assertThat(kept().memory().swap()).hasValue(56 * MIB);
            assertThat(swap(container)).hasValue(8 * MIB);
            assertThat(runtime.ids()).containsExactly(id);
        }
    }

    @Test
    void anotherSumAloneIsOfTheLimitThatThereIs() throws Exception {
        try (OciContainer container = start("{'memory':{'limit':33554432,'swap':41943040}}")) {
            container.update(resources("{'memory':{'swap':50331648}}"));

            assertThat(container.cgroup().orElseThrow().memory().max()).hasValue(32 * MIB);
            assertThat(swap(container)).hasValue(16 * MIB);
            assertThat(kept().memory().swap()).hasValue(48 * MIB);
        }
    }

    @Test
    void aSumBelowTheLimitIsRefusedAndNothingChanges() throws Exception {
        try (OciContainer container = start("{'memory':{'limit':33554432,'swap':41943040}}")) {
            assertThatThrownBy(() -> container.update(resources("{'memory':{'swap':16777216},'pids':{'limit':30}}")))
                    .isInstanceOf(OciConfigException.class)
                    .hasMessageContaining("/linux/resources/memory/swap");
            assertThat(swap(container)).hasValue(8 * MIB);
            assertThat(container.cgroup().orElseThrow().pids().max()).isNotEqualTo(30);
            assertThat(kept().memory().swap()).hasValue(40 * MIB);
        }
    }

    @Test
    void withoutALimitOfMemoryThereIsNoneOfSwap() throws Exception {
        try (OciContainer container = start("{'memory':{'limit':33554432,'swap':41943040}}")) {
            container.update(resources("{'memory':{'limit':-1}}"));

            assertThat(container.cgroup().orElseThrow().memory().max()).isEmpty();
            assertThat(swap(container)).isEmpty();
            assertThat(kept().memory().swap()).hasValue(-1);

            container.update(resources("{'memory':{'limit':33554432}}"));
            assertThat(container.cgroup().orElseThrow().memory().max()).hasValue(32 * MIB);
        }
    }

    private static String quota(OciContainer container) throws Exception {
        Cgroup cgroup = container.cgroup().orElseThrow();
        Optional<String> v2 = cgroup.read("cpu.max");
        if (v2.isPresent()) return v2.get().strip();
        return cgroup.read("cpu.cfs_quota_us").orElseThrow().strip() + " "
                + cgroup.read("cpu.cfs_period_us").orElseThrow().strip();
    }

    @Test
    void quotaAndPeriodKeepEachOther() throws Exception {
        try (OciContainer container = start("{'cpu':{'quota':50000,'period':200000}}")) {
            container.update(resources("{'cpu':{'period':100000}}"));
            assertThat(quota(container)).isEqualTo("50000 100000");

            container.update(resources("{'cpu':{'period':400000}}"));
            container.update(resources("{'cpu':{'quota':30000}}"));
            assertThat(quota(container)).isEqualTo("30000 400000");
            assertThat(kept().cpu().quota()).hasValue(30_000);
            assertThat(kept().cpu().period()).hasValue(400_000);

            container.update(resources("{'cpu':{'quota':-1}}"));
            assertThat(quota(container)).matches("(-1|max) 400000");
        }
    }

    @Test
    void aQuotaBelowTheBurstIsRefusedAndNothingChanges() throws Exception {
        try (OciContainer container = start("{'cpu':{'quota':50000,'burst':20000}}")) {
            assertThatThrownBy(() -> container.update(resources("{'cpu':{'quota':10000}}")))
                    .isInstanceOf(OciConfigException.class)
                    .hasMessageContaining("/linux/resources/cpu/burst");
            assertThat(quota(container)).startsWith("50000 ");
        }
    }

    @Test
    void whatTheConfigSaysOfTheUseHoldsForLaterLimits() throws Exception {
        try (OciContainer container = start("{'memory':{'checkBeforeUpdate':true}}")) {
            assertThatThrownBy(() -> container.update(resources("{'memory':{'limit':4096}}")))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
                    .hasMessageContaining("checkBeforeUpdate");
            assertThat(container.process().isAlive()).isTrue();
            assertThat(container.cgroup().orElseThrow().memory().max()).isEmpty();
        }
    }

    @Test
    void aFormThatIsNotFilledInChangesNothing() throws Exception {
        try (OciContainer container = start("{'memory':{'limit':33554432,'swap':41943040,'reservation':16777216},"
                + "'cpu':{'shares':300,'quota':50000,'period':200000},'pids':{'limit':20}}")) {
            List<String> before = texts(container);
            OciResources limits = kept();
            container.update(resources(EMPTY_FORM));

            assertThat(texts(container)).isEqualTo(before);
            assertThat(kept().memory()).isEqualTo(limits.memory());
            assertThat(kept().cpu().quota()).hasValue(50_000);
            assertThat(kept().cpu().period()).hasValue(200_000);
            assertThat(kept().cpu().shares()).hasValue(300);
            assertThat(kept().blockIo()).isEqualTo(limits.blockIo());
        }
    }

    private static List<String> texts(OciContainer container) throws Exception {
        List<String> all = new ArrayList<>();
        Cgroup cgroup = container.cgroup().orElseThrow();
        for (String file : List.of(
                "memory.max",
                "memory.swap.max",
                "memory.low",
                "memory.limit_in_bytes",
                "memory.memsw.limit_in_bytes",
                "memory.soft_limit_in_bytes",
                "cpu.max",
                "cpu.weight",
                "cpu.shares",
                "cpu.cfs_quota_us",
                "cpu.cfs_period_us",
                "pids.max")) {
            cgroup.read(file).ifPresent(text -> all.add(file + " " + text));
        }
        assertThat(all).hasSizeGreaterThan(4);
        return all;
    }

    @Test
    void aSumOfZeroIsNone() throws Exception {
        try (OciContainer container = start("{'memory':{'limit':33554432,'swap':0}}")) {
            assertThat(container.cgroup().orElseThrow().memory().max()).hasValue(32 * MIB);
            assertThat(swap(container)).isEmpty();
        }
    }
}
