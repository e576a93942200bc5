package io.jlinux.examples.cgroups;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.CgroupSampler;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.EffectiveLimits;
import io.jlinux.cgroup.Metric;
import io.jlinux.cgroup.Subscription;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The code of the README's section on cgroups: it is here, and it runs. */
@Timeout(120)
class CgroupReadmeTest {
    private static final Path HERE = Path.of(System.getProperty("basedir", "."));
    private static final Logger log = LoggerFactory.getLogger(CgroupReadmeTest.class);

    @Test
    @Requires(CGROUP_WRITABLE)
    @SuppressWarnings("try") // the subscription is the point
    void theCodeRuns() throws Exception {
        Set<Controller> needed = EnumSet.of(Controller.MEMORY, Controller.CPU, Controller.PIDS);
        assumeTrue(CgroupHost.current().mayCreate(needed), "not delegated");
        CgroupLimits limits = CgroupLimits.NONE.memoryMax(256L << 20).cpus(1.5).pidsMax(64);
        try (Cgroup cg = Cgroup.create("jlinux-job", limits);
                Subscription s = cg.watch().onEvent(EnumSet.of(Kind.OOM_KILL), e -> log.warn("{}", e))) {
            LinuxProcess p = Spawn.command("true").with(cg.placement()).start();
            cg.apply(CgroupLimits.NONE.memoryMax(512L << 20).cpuWeight(200));
            try (CgroupSampler sampler =
                    cg.sampler(EnumSet.of(Metric.MEMORY_CURRENT, Metric.CPU_USAGE, Metric.IO_SOME))) {
                long bytes = sampler.sample().get(Metric.MEMORY_CURRENT).orElse(0);
                assertThat(bytes).isNotNegative();
            }
            p.waitFor();
            assertThat(cg.memory().max()).hasValue(512L << 20);
        }
        CgroupHost host = CgroupHost.current();
        EffectiveLimits mine = host.effectiveLimits();
        assertThat(mine).isNotNull();
    }

    @Test
    void theReadmeShowsThisCode() throws Exception {
        String readme = Files.readString(HERE.resolve("../README.md"));
        String section = readme.substring(readme.indexOf("## Cgroups"), readme.indexOf("## Meters of a cgroup"));
        List<String> code = Arrays.stream(section.split("```java\n")[1].split("```")[0].split("\n"))
                .map(line -> line.replaceAll("//.*", "").replaceAll("\\s", "").replace("\"make\"", "\"true\""))
                .toList();
        String source = Files.readString(HERE.resolve("src/test/java/io/jlinux/examples/cgroups/CgroupReadmeTest.java"))
                .replaceAll("\\s", "");
        assertThat(code).hasSizeGreaterThan(10).allMatch(source::contains);
    }
}
