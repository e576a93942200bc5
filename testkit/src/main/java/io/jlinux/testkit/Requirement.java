package io.jlinux.testkit;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A capability of the machine, the kernel, the user or the tools, probed once by trying. */
@SuppressWarnings("ImmutableEnumChecker") // it remembers what its probe found
public enum Requirement {
    /** Uid 0 of the initial user namespace, with CAP_SYS_ADMIN. */
    ROOT(UserProbes::root),
    /** {@link #ROOT} with CAP_SYS_RESOURCE, which containers lack. */
    SYS_RESOURCE(UserProbes::sysResource),
    /** Any other user. */
    NOT_ROOT(UserProbes::notRoot),
    /** This user may create a user namespace. */
    USER_NAMESPACES(UserProbes::userNamespaces),

    /** Landlock, built in and on. */
    LANDLOCK(HostProbes::landlock),

    /** AppArmor, built in and on, and the program that loads its profiles (package apparmor). */
    APPARMOR(HostProbes::appArmor),

    /** SELinux with the labels of the virtual machine (.ci/vm/selinux.conf). */
    SELINUX(HostProbes::selinux),

    /** A cgroup-v2 hierarchy and nothing else at /sys/fs/cgroup. */
    CGROUP2(CgroupProbes::pureV2),
    CGROUP2_MEMORY(() -> CgroupProbes.v2Controller("memory")),
    CGROUP2_PIDS(() -> CgroupProbes.v2Controller("pids")),
    CGROUP2_CPU(() -> CgroupProbes.v2Controller("cpu")),
    CGROUP2_IO(() -> CgroupProbes.v2Controller("io")),
    CGROUP2_CPUSET(() -> CgroupProbes.v2Controller("cpuset")),
    CGROUP1_MEMORY(() -> CgroupProbes.v1Controller("memory")),
    CGROUP1_PIDS(() -> CgroupProbes.v1Controller("pids")),
    CGROUP1_CPU(() -> CgroupProbes.v1Controller("cpu")),
    CGROUP1_DEVICES(() -> CgroupProbes.v1Controller("devices")),
    /** This user may make a cgroup, in its own one or beside it. */
    CGROUP_WRITABLE(CgroupProbes::writable),
    /** systemd is process 1 and reached by D-Bus; of an ordinary user, its own manager. */
    SYSTEMD(HostProbes::systemd),

    GCC(() -> ToolProbes.runs("gcc", "--version")),
    /** libseccomp to compile C programs with (package libseccomp-dev). */
    LIBSECCOMP(ToolProbes::libseccomp),
    /** The assembler and objcopy for aarch64. */
    AARCH64_BINUTILS(() -> ToolProbes.runs("aarch64-linux-gnu-as", "--version")
            .or(() -> ToolProbes.runs("aarch64-linux-gnu-objcopy", "--version"))),
    QEMU_AARCH64(() -> ToolProbes.runs("qemu-aarch64-static", "--version")),
    /** {@code ip} of iproute2. */
    IP(() -> ToolProbes.runs("ip", "-V")),
    NFT(() -> ToolProbes.runs("nft", "--version")),
    /** nftables with NAT, connection tracking and what else rules are made of; in a user namespace's network as well. */
    NFTABLES(NftProbes::rules),
    /** {@code conntrack} of conntrack-tools, and ctnetlink. */
    CONNTRACK(NftProbes::conntrack),
    RUNC(() -> ToolProbes.runs("runc", "--version")),
    CRUN(() -> ToolProbes.runs("crun", "--version")),
    BWRAP(() -> ToolProbes.runs("bwrap", "--version")),
    LSNS(() -> ToolProbes.runs("lsns", "--version")),
    /** listns(2), Linux 6.19. */
    LISTNS(() -> HostProbes.kernelOf(6, 19)),
    UNSHARE(() -> ToolProbes.runs("unshare", "--version")),
    SETPRIV(() -> ToolProbes.runs("setpriv", "--version")),
    PRLIMIT(() -> ToolProbes.runs("prlimit", "--version")),
    /** Of libcap (package libcap2-bin). */
    CAPSH(() -> ToolProbes.runs("capsh", "--supports=cap_kill")),
    /** {@code chrt}, {@code ionice} and {@code taskset} of util-linux. */
    SCHEDULING_TOOLS(() -> ToolProbes.runs("chrt", "--version")
            .or(() -> ToolProbes.runs("ionice", "--version"))
            .or(() -> ToolProbes.runs("taskset", "--version"))),
    STRACE(() -> ToolProbes.runs("strace", "-V")),
    STRESS_NG(() -> ToolProbes.runs("stress-ng", "--version")),
    PING(() -> ToolProbes.runs("ping", "-V")),
    IPTABLES(() -> ToolProbes.runs("iptables", "--version")),
    /** Debian's containernetworking-plugins. */
    CNI_PLUGINS(ToolProbes::cniPlugins),
    SLIRP4NETNS(() -> ToolProbes.runs("slirp4netns", "--version")),
    PASTA(() -> ToolProbes.runs("pasta", "--version")),
    /** This user may open /dev/net/tun. */
    TUN(HostProbes::tun),

    // kinds of links, each a module of the kernel
    LINK_DUMMY(() -> LinkProbes.kind("type dummy")),
    LINK_VLAN(() -> LinkProbes.kind("link base type vlan id 5")),
    LINK_IPVLAN(() -> LinkProbes.kind("link base type ipvlan")),
    LINK_GENEVE(() -> LinkProbes.kind("type geneve id 5 remote 10.0.0.1")),
    LINK_GRE(() -> LinkProbes.kind("type gretap remote 10.0.0.1")),
    LINK_IPIP(() -> LinkProbes.kind("type ipip remote 10.0.0.1")),
    LINK_SIT(() -> LinkProbes.kind("type sit remote 10.0.0.1")),
    LINK_IP6GRE(() -> LinkProbes.kind("type ip6gre remote fd00::1")),
    LINK_IP6TNL(() -> LinkProbes.kind("type ip6tnl remote fd00::1")),
    LINK_WIREGUARD(() -> LinkProbes.kind("type wireguard")),
    LINK_IFB(() -> LinkProbes.kind("type ifb")),
    LINK_VRF(() -> LinkProbes.kind("type vrf table 10")),
    LINK_BOND(() -> LinkProbes.kind("type bond")),
    /** VLANs of bridges. */
    BRIDGE_VLANS(() -> LinkProbes.kind("type bridge vlan_filtering 1")),
    /** Linux 6.7. */
    LINK_NETKIT(() -> LinkProbes.kind("type netkit")),

    // kinds of qdiscs, filters and actions, each a module of the kernel
    TC_HTB(() -> LinkProbes.traffic("qdisc add dev base root htb")),
    TC_TBF(() -> LinkProbes.traffic("qdisc add dev base root tbf rate 1mbit burst 10k latency 1s")),
    TC_NETEM(() -> LinkProbes.traffic("qdisc add dev base root netem delay 1ms")),
    TC_FQ_CODEL(() -> LinkProbes.traffic("qdisc add dev base root fq_codel")),
    TC_CAKE(() -> LinkProbes.traffic("qdisc add dev base root cake")),
    TC_PRIO(() -> LinkProbes.traffic("qdisc add dev base root prio")),
    TC_U32(() -> LinkProbes.traffic("filter add dev base ingress protocol ip u32 match u32 0 0")),
    TC_FLOWER(() -> LinkProbes.traffic("filter add dev base ingress protocol ip flower")),
    TC_MATCHALL(() -> LinkProbes.traffic("filter add dev base ingress matchall classid 1:1")),
    TC_MIRRED(() -> LinkProbes.traffic(
            "filter add dev base ingress protocol ip u32 match u32 0 0 action mirred egress redirect dev base")),
    TC_POLICE(() -> LinkProbes.traffic(
            "filter add dev base ingress protocol ip u32 match u32 0 0 action police rate 1mbit burst 10k drop")),
    TC_GACT(() -> LinkProbes.traffic("filter add dev base ingress protocol ip u32 match u32 0 0 action drop")),
    /** Routes that put MPLS labels before packets. */
    ROUTE_MPLS(() -> LinkProbes.encapsulation("encap mpls 100")),
    /** Routes that give packets a list of segments. */
    ROUTE_SEG6(() -> LinkProbes.encapsulation("encap seg6 mode encap segs fd00::1")),
    /** {@code sysctl} of procps. */
    SYSCTL(() -> ToolProbes.runs("sysctl", "--version")),
    /** A {@code busybox} without a dynamic loader, so that it runs in an empty root. */
    BUSYBOX_STATIC(ToolProbes::staticBusybox),
    /** {@code newuidmap}, {@code newgidmap} and a range of subordinate ids for this user. */
    NEWUIDMAP(UserProbes::newuidmap);

    static final Set<Requirement> ALL_CGROUP2 = Collections.unmodifiableSet(EnumSet.of(
            CGROUP2, CGROUP2_MEMORY, CGROUP2_PIDS, CGROUP2_CPU, CGROUP2_IO, CGROUP2_CPUSET, CGROUP_WRITABLE));

    /** All but netkit, which is younger than the first kernel of the virtual machine; of the newer ones it is promised by itself. */
    static final Set<Requirement> ALL_LINK_KINDS = Collections.unmodifiableSet(EnumSet.of(
            LINK_DUMMY,
            LINK_VLAN,
            LINK_IPVLAN,
            LINK_GENEVE,
            LINK_GRE,
            LINK_IPIP,
            LINK_SIT,
            LINK_IP6GRE,
            LINK_IP6TNL,
            LINK_WIREGUARD,
            LINK_IFB,
            LINK_VRF,
            LINK_BOND,
            BRIDGE_VLANS));

    static final Set<Requirement> ALL_TRAFFIC_CONTROL = Collections.unmodifiableSet(EnumSet.of(
            TC_HTB,
            TC_TBF,
            TC_NETEM,
            TC_FQ_CODEL,
            TC_CAKE,
            TC_PRIO,
            TC_U32,
            TC_FLOWER,
            TC_MATCHALL,
            TC_MIRRED,
            TC_POLICE,
            TC_GACT,
            ROUTE_MPLS,
            ROUTE_SEG6));

    private final Supplier<Optional<String>> probe;
    private boolean probed;
    private @Nullable String reason;

    Requirement(Supplier<Optional<String>> probe) {
        this.probe = probe;
    }

    /** Why it is not met, or empty where it is. Probed on the first call, then remembered. */
    public synchronized Optional<String> missing() {
        if (!probed) reason = probe.get().orElse(null);
        probed = true;
        return Optional.ofNullable(reason);
    }

    /** Whether it is met; for tests that choose between two ways. */
    public boolean isMet() {
        return missing().isEmpty();
    }
}
