package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jlinux.ns.Namespace;
import io.jlinux.sched.CpuSet;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Rlimit;
import io.jlinux.security.Rlimit.Resource;
import io.jlinux.security.Securebit;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What we set, the tools of util-linux and libcap see in the program; what they set, we read. */
@NoLeaks
@Timeout(60)
class AttributeToolsTest {
    private static Spawn sleeper() {
        return Spawn.command("sleep", "1000");
    }

    /** When the tool has become the program that it was told to start. */
    private static void awaitProgram(LinuxProcess p, String name) throws Exception {
        Path comm = Path.of("/proc/" + p.pid() + "/comm");
        while (!Files.readString(comm).strip().equals(name)) {
            assertThat(p.isAlive()).isTrue();
            Thread.sleep(5);
        }
    }

    private static Spawn prlimit() {
        return Spawn.command("prlimit", "--noheadings", "--raw", "--output", "RESOURCE,SOFT,HARD");
    }

    private static Map<Resource, Rlimit> parse(String table) {
        Map<Resource, Rlimit> limits = new EnumMap<>(Resource.class);
        for (String line : table.split("\n")) {
            String[] f = line.split(" ");
            Resource r = Resource.valueOf(f[0].toUpperCase(Locale.ROOT));
            limits.put(r, new Rlimit(r, number(f[1]), number(f[2])));
        }
        return limits;
    }

    private static long number(String text) {
        return text.equals("unlimited") ? Rlimit.UNLIMITED : Long.parseLong(text);
    }

    /** Each a little lower than it is, as only that is allowed to everybody. */
    private static Rlimit lower(Rlimit now) {
        long some = switch (now.resource()) {
            case AS, DATA, STACK, FSIZE, MEMLOCK, RSS, MSGQUEUE -> 1L << 33;
            default -> 1000;
        };
        long hard = Long.compareUnsigned(now.hard(), some) < 0 ? now.hard() : some;
        return new Rlimit(now.resource(), hard - hard / 4, hard);
    }

    @Test
    @Requires(Requirement.PRLIMIT)
    void prlimitSeesEveryLimitThatWeSet() throws Exception {
        Map<Resource, Rlimit> before = parse(Run.text(prlimit()));
        assertThat(before).hasSize(Resource.values().length);
        Rlimit[] asked = before.values().stream().map(AttributeToolsTest::lower).toArray(Rlimit[]::new);
        Map<Resource, Rlimit> seen = parse(Run.text(prlimit().rlimit(asked)));
        assertThat(seen.values()).containsExactlyInAnyOrder(asked);
    }

    @Test
    @Requires(Requirement.PRLIMIT)
    void theTimeOfARunIsTheLimitThatPrlimitShows() throws Exception {
        Spawn limited = prlimit().limits(RunLimits.NONE.cpuTime(Duration.ofMillis(2500)));
        assertThat(parse(Run.text(limited)).get(Resource.CPU))
                .as("the next second, and one more")
                .isEqualTo(new Rlimit(Resource.CPU, 4, 5));
    }

    @Test
    @Requires(Requirement.PRLIMIT)
    void weReadWhatPrlimitSets() throws Exception {
        try (LinuxProcess p = sleeper().start()) {
            Run set = Run.of(Spawn.command(
                    "prlimit", "--pid", "" + p.pid(), "--nofile=50:60", "--core=0:0", "--fsize=4096:8192"));
            assertThat(set.code()).as(set.err()).isZero();
            assertThat(Rlimit.ofProcess(p.pid(), Resource.NOFILE)).isEqualTo(new Rlimit(Resource.NOFILE, 50, 60));
            assertThat(Rlimit.ofProcess(p.pid(), Resource.CORE)).isEqualTo(Rlimit.of(Resource.CORE, 0));
            assertThat(Rlimit.ofProcess(p.pid(), Resource.FSIZE)).isEqualTo(new Rlimit(Resource.FSIZE, 4096, 8192));
        }
        Map<Resource, Rlimit> ours = parse(Run.text(prlimit()));
        for (Resource r : Resource.values()) {
            assertThat(Rlimit.ofProcess(ProcessHandle.current().pid(), r)).isEqualTo(ours.get(r));
        }
    }

    @Test
    @Requires(Requirement.SCHEDULING_TOOLS)
    void tasksetSeesOurProcessorsAndWeSeeItsOnes() throws Exception {
        CpuSet all = CpuSet.ofThisThread();
        for (CpuSet one :
                List.of(CpuSet.of(all.cpus().first()), CpuSet.of(all.cpus().last()), all)) {
            String said =
                    Run.text(Spawn.command("/bin/sh", "-c", "taskset -pc $$").affinity(one));
            assertThat(said).endsWith("current affinity list: " + listed(one));
            try (LinuxProcess p = sleeper().start()) {
                Run set = Run.of(Spawn.command("taskset", "-pc", one.toString(), "" + p.pid()));
                assertThat(set.code()).as(set.err()).isZero();
                assertThat(CpuSet.ofProcess(p.pid())).isEqualTo(one);
            }
        }
    }

    /** taskset writes two neighbours as {@code 0,1}. */
    private static String listed(CpuSet cpus) {
        List<Integer> numbers = List.copyOf(cpus.cpus());
        boolean two = numbers.size() == 2 && numbers.get(1) == numbers.get(0) + 1;
        return two ? numbers.get(0) + "," + numbers.get(1) : cpus.toString();
    }

    private static Spawn inUser(Spawn spawn) {
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    @Test
    @Requires({Requirement.CAPSH, Requirement.USER_NAMESPACES})
    void capshSeesTheFiveSetsThatWeSet() throws Exception {
        String all = Run.text(inUser(Spawn.command("capsh", "--print"))
                .capabilities(CapabilitySets.everywhere(Capability.CHOWN, Capability.KILL)));
        assertThat(all.lines())
                .contains(
                        "Current: cap_chown,cap_kill=eip",
                        "Bounding set =cap_chown,cap_kill",
                        "Ambient set =cap_chown,cap_kill");
        CapabilitySets different = new CapabilitySets(
                Set.of(Capability.CHOWN, Capability.KILL, Capability.NET_RAW),
                Set.of(),
                Set.of(Capability.KILL),
                Set.of(),
                Set.of());
        // without root's privilege an execve keeps what it finds
        String bare = Run.text(inUser(Spawn.command("capsh", "--print"))
                .capabilities(different)
                .securebits(Securebit.NOROOT));
        assertThat(bare.lines())
                .contains("Current: cap_kill=i", "Bounding set =cap_chown,cap_kill,cap_net_raw", "Ambient set =");
    }

    @Test
    @Requires({Requirement.SETPRIV, Requirement.ROOT})
    void weReadTheFiveSetsThatSetprivSets() throws Exception {
        Spawn tool = Spawn.command(
                "setpriv",
                "--reuid=1234",
                "--regid=1234",
                "--clear-groups",
                "--bounding-set=-all,+kill,+chown,+net_raw",
                "--inh-caps=-all,+kill,+chown",
                "--ambient-caps=-all,+kill",
                "sleep",
                "1000");
        try (LinuxProcess p = tool.start()) {
            awaitProgram(p, "sleep");
            CapabilitySets read = CapabilitySets.ofProcess(p.pid());
            Set<Capability> kill = Set.of(Capability.KILL);
            assertThat(read)
                    .isEqualTo(new CapabilitySets(
                            Set.of(Capability.KILL, Capability.CHOWN, Capability.NET_RAW),
                            kill,
                            Set.of(Capability.KILL, Capability.CHOWN),
                            kill,
                            kill));
        }
    }

    @Test
    void ofNobodyNothingIsRead() {
        long none = Integer.MAX_VALUE;
        assertThat(catchThrowable(() -> Rlimit.ofProcess(none, Resource.CPU))).hasMessageContaining("ESRCH");
        assertThat(catchThrowable(() -> CpuSet.ofProcess(none))).hasMessageContaining("ESRCH");
        assertThat(catchThrowable(() -> CapabilitySets.ofProcess(none))).hasMessageContaining("ENOENT");
    }
}
