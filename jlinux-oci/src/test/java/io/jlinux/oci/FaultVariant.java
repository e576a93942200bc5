package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConsoleSize;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciDeviceRule;
import io.jlinux.oci.spec.OciExecCpuAffinity;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciIoPriority;
import io.jlinux.oci.spec.OciMemoryPolicy;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciNetDevice;
import io.jlinux.oci.spec.OciPersonality;
import io.jlinux.oci.spec.OciScheduler;
import io.jlinux.oci.spec.OciSeccomp;
import io.jlinux.oci.spec.OciTimeOffset;
import io.jlinux.oci.spec.OffsetClock;
import io.jlinux.oci.spec.SeccompAction;
import io.jlinux.security.SecurityLabel;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What {@link FullConfig} has not: each property of a config, and each option of a start, by which the child has other steps. */
enum FaultVariant {
    /** A filter that comes last, as the process cannot gain rights. */
    SECCOMP {
        @Override
        FaultSetting on(FaultStage stage) {
            return FaultSetting.of(stage.bundle(filtered(profile(), true)));
        }
    },
    /** One that comes before the rights go, which installing it needs. */
    SECCOMP_WITH_RIGHTS {
        @Override
        FaultSetting on(FaultStage stage) {
            return FaultSetting.of(stage.bundle(filtered(profile(), false)));
        }
    },
    NOTIFIED {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            return notified(stage, true);
        }
    },
    NOTIFIED_WITH_RIGHTS {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            return notified(stage, false);
        }
    },
    /** Ranges of ids, and a mount with the same ones. */
    USER_NAMESPACE {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            stage.giveRootTo(ID);
            Path data = Files.createDirectory(stage.dir().resolve("data"));
            List<IdMap.Range> ids = List.of(new IdMap.Range(0, ID, 65_536));
            OciConfig config = FullConfig.get()
                    .withNamespace(OciNamespace.create(Namespace.USER))
                    .editLinux(l -> l.uidMappings(ids).gidMappings(ids));
            OciMount mapped = OciMount.bind("/data", data.toString(), "idmap");
            boolean maps = mapsIds(stage, config.withMount(mapped));
            return FaultSetting.of(stage.bundle(maps ? config.withMount(mapped) : config));
        }
    },
    /** The ids of this user alone, which the child maps by itself. */
    OWN_ID {
        @Override
        FaultSetting on(FaultStage stage) {
            return FaultSetting.of(
                    stage.bundle(OciConfig.rootlessTemplate().withTerminal(false).withArgs("true").toBuilder()
                            .hooks(FullConfig.hooks())
                            .build()));
        }
    },
    JOINED {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            LinuxProcess holder = stage.keep(Spawn.command("/bin/sleep", "1000")
                    .unshare(Namespace.NET, Namespace.IPC, Namespace.PID)
                    .start());
            return FaultSetting.of(stage.bundle(FullConfig.get()
                    .withNamespace(of(holder, Namespace.NET))
                    .withNamespace(of(holder, Namespace.IPC))
                    .withNamespace(of(holder, Namespace.PID))));
        }
    },
    JOINED_USER {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            stage.giveRootTo(ID);
            LinuxProcess holder = stage.keep(Spawn.command("/bin/sleep", "1000")
                    .unshare(Namespace.USER, Namespace.UTS)
                    .idMap(IdMap.range(0, ID, 65_536))
                    .start());
            return FaultSetting.of(stage.bundle(FullConfig.get()
                    .withNamespace(of(holder, Namespace.USER))
                    .withNamespace(of(holder, Namespace.UTS))));
        }
    },
    TIME {
        @Override
        FaultSetting on(FaultStage stage) {
            return FaultSetting.of(stage.bundle(FullConfig.get()
                    .withNamespace(OciNamespace.create(Namespace.TIME))
                    .editLinux(l -> l.timeOffsets(Map.of(
                            OffsetClock.MONOTONIC, new OciTimeOffset(3600, 0),
                            OffsetClock.BOOTTIME, new OciTimeOffset(7200, 5))))));
        }
    },
    /** How the process is run. */
    ATTRIBUTES {
        @Override
        FaultSetting on(FaultStage stage) {
            OptionalLong none = OptionalLong.empty();
            OciScheduler batch = new OciScheduler(
                    OciScheduler.Policy.BATCH, OptionalInt.of(5), OptionalInt.empty(), List.of(), none, none, none);
            OciConfig config = FullConfig.get()
                    .editProcess(p -> p.scheduler(batch)
                            .ioPriority(new OciIoPriority(OciIoPriority.SchedulingClass.BE, 6))
                            .execCpuAffinity(new OciExecCpuAffinity(Optional.of("0"), Optional.of("0"))))
                    .editLinux(l -> l.personality(new OciPersonality(OciPersonality.Domain.LINUX32))
                            .cgroupsPath(BusyboxBundle.id()));
            // a kernel that knows of no nodes refuses it
            if (Files.exists(Path.of("/proc/self/numa_maps"))) {
                config = config.editLinux(l ->
                        l.memoryPolicy(new OciMemoryPolicy(OciMemoryPolicy.Mode.BIND, Optional.of("0"), List.of())));
            }
            return FaultSetting.of(stage.bundle(config));
        }
    },
    /** Devices and every kind of mount. */
    FILES {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            Files.createDirectories(stage.root().resolve("copied/deep"));
            Files.writeString(stage.root().resolve("copied/file"), "up");
            Files.writeString(stage.root().resolve("secret"), "a secret");
            OciDeviceRule own = new OciDeviceRule(
                    true, OciDeviceRule.Type.CHAR, OptionalLong.of(1), OptionalLong.of(3), Optional.of("rw"));
            return FaultSetting.of(stage.bundle(FullConfig.get()
                    .withMount(OciMount.of("/copied", "tmpfs", "tmpfs", "tmpcopyup", "ro"))
                    .withMount(OciMount.of("/open", "tmpfs", "tmpfs", "rshared", "rnosuid", "sync"))
                    .withMount(remount("/open", "size=2m", "noexec"))
                    .withMount(OciMount.bind("/all", "rootfs/bin", "rro"))
                    .withMount(remount("/all", "bind", "nosuid"))
                    .editLinux(l -> l.maskedPaths(List.of("/proc/kcore", "/secret"))
                            .readonlyPaths(List.of("/proc/sys", "/open"))
                            .devices(List.of(
                                    device("/dev/own", OciDevice.Type.CHAR, OptionalInt.of(0600)),
                                    device("/made/device", OciDevice.Type.CHAR, OptionalInt.empty()),
                                    device("/dev/fifo", OciDevice.Type.FIFO, OptionalInt.empty()))))
                    .editResources(r -> r.devices(List.of(OciDeviceRule.all(false), own)))));
        }
    },
    OVERLAY {
        @Override
        FaultSetting on(FaultStage stage) {
            return FaultSetting.of(stage.bundle(FullConfig.get()).throwAway());
        }
    },
    LABEL {
        @Override
        boolean isPossible() throws LinuxException {
            return SecurityLabel.isEnabled(SecurityLabel.Module.APPARMOR);
        }

        @Override
        FaultSetting on(FaultStage stage) {
            return FaultSetting.of(stage.bundle(FullConfig.get().editProcess(p -> p.apparmorProfile("unconfined"))));
        }
    },
    TERMINAL {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            ConsoleListener console = stage.keep(ConsoleListener.at(stage.dir().resolve("console")));
            OciConfig config =
                    FullConfig.get().withTerminal(true).editProcess(p -> p.consoleSize(new OciConsoleSize(25, 80)));
            return FaultSetting.of(stage.bundle(config))
                    .options(ContainerOptions.DEFAULT.consoleSocket(console.path()))
                    .created(() -> console.receive().close());
        }
    },
    /** Everything that is given to a start beside its config. */
    OPTIONS {
        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            Fd one = stage.keep(Fd.open(Path.of("/dev/null"), Fcntl.O_RDONLY));
            Fd two = stage.keep(Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY));
            DescriptorListener pidfds =
                    stage.keep(DescriptorListener.at(stage.dir().resolve("pidfds")));
            Path pid = stage.dir().resolve("pid");
            ContainerOptions options = ContainerOptions.of(ContainerIo.none())
                    .listen(List.of(one))
                    .pass(two, 7)
                    .pidfdSocket(pidfds.path())
                    .pidFile(pid)
                    .withoutPivot()
                    .withCallersKeyring()
                    .leaveStatus();
            return FaultSetting.of(stage.bundle(FullConfig.get()))
                    .options(options)
                    .before(() -> Files.deleteIfExists(pid))
                    .created(() -> pidfds.receive().fd().close())
                    .ended(made -> assertThat(made || !Files.exists(pid)).isTrue());
        }
    },
    NET_DEVICES {
        @Override
        FaultSetting on(FaultStage stage) {
            OciConfig config = FullConfig.get()
                    .editLinux(l -> l.netDevices(Map.of(FaultStage.DEVICE, new OciNetDevice(Optional.of("eth0")))));
            return FaultSetting.of(stage.bundle(config))
                    .before(stage::makeDevice)
                    .ended(made -> assertThat(made || FaultStage.hasDevice())
                            .as("the device is back")
                            .isTrue());
        }
    },
    NETWORK {
        @Override
        boolean isPossible() {
            return Requirement.NFTABLES.isMet();
        }

        @Override
        FaultSetting on(FaultStage stage) throws Exception {
            ContainerNetwork network =
                    stage.keep(ContainerNetwork.bridge(BridgeNetworkSpec.of("jlinux-br3", Cidr.of("10.213.11.0/24"))
                            .directory(stage.dir().resolve("leases"))));
            return FaultSetting.of(stage.bundle(FullConfig.get()).network(network))
                    .ended(made -> assertThat(network.attachments()).isEmpty());
        }
    };

    private static final int ID = 100_000;

    /** What its containers are made of. */
    abstract FaultSetting on(FaultStage stage) throws Exception;

    /** Whether this host has what it needs. */
    boolean isPossible() throws LinuxException {
        return true;
    }

    private static OciNamespace of(LinuxProcess holder, Namespace kind) {
        String path = "/proc/" + holder.pid() + "/ns/" + kind.procName();
        return new OciNamespace(kind, Optional.of(path));
    }

    private static OciMount remount(String target, String... options) {
        List<String> all = new ArrayList<>(List.of("remount"));
        all.addAll(List.of(options));
        return new OciMount(target, Optional.empty(), Optional.empty(), all, List.of(), List.of());
    }

    private static OciDevice device(String path, OciDevice.Type type, OptionalInt mode) {
        int major = type == OciDevice.Type.FIFO ? 0 : 1;
        return new OciDevice(path, type, major, 3 * major, mode, OptionalLong.of(major), OptionalLong.of(major));
    }

    /** Whether the file system that the test is in can be mounted with other ids; one that cannot says so. */
    private static boolean mapsIds(FaultStage stage, OciConfig config) throws IOException {
        try {
            stage.bundle(config)
                    .edit(c -> c.toBuilder().hooks(OciHooks.NONE).build())
                    .capture();
            return true;
        } catch (LinuxException e) {
            if (String.valueOf(e.getMessage()).contains("cannot map ids")) return false;
            throw e;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- filters

    private static OciConfig filtered(OciSeccomp seccomp, boolean noNewPrivileges) {
        return FullConfig.get()
                .editProcess(p -> p.noNewPrivileges(noNewPrivileges))
                .editLinux(l -> l.seccomp(seccomp));
    }

    private static FaultSetting notified(FaultStage stage, boolean noNewPrivileges) throws Exception {
        DescriptorListener agent = stage.keep(DescriptorListener.at(stage.dir().resolve("agent")));
        OciSeccomp seccomp =
                seccomp(Optional.of(agent.path().toString()), rule(SeccompAction.NOTIFY, "mkdir", "mkdirat"));
        return FaultSetting.of(stage.bundle(filtered(seccomp, noNewPrivileges)))
                .created(() -> agent.receive().fd().close());
    }

    /** As engines have it: what is only the host's business is refused, and new namespaces. */
    private static OciSeccomp profile() {
        long namespaces = 0x7e02_0000L;
        OciSeccomp.Rule clone = new OciSeccomp.Rule(
                List.of("clone"),
                SeccompAction.ERRNO,
                OptionalInt.empty(),
                List.of(new OciSeccomp.Condition(0, namespaces, namespaces, OciSeccomp.Operator.MASKED_EQ)));
        return seccomp(
                Optional.empty(),
                clone,
                rule(SeccompAction.ERRNO, "acct", "add_key", "bpf", "delete_module", "init_module", "kexec_load"),
                rule(SeccompAction.ERRNO, "keyctl", "mount", "open_tree", "pivot_root", "ptrace", "reboot", "setns"),
                rule(SeccompAction.KILL_PROCESS, "swapon", "swapoff"));
    }

    private static OciSeccomp.Rule rule(SeccompAction action, String... names) {
        return new OciSeccomp.Rule(List.of(names), action, OptionalInt.empty(), List.of());
    }

    private static OciSeccomp seccomp(Optional<String> agent, OciSeccomp.Rule... rules) {
        return new OciSeccomp(
                SeccompAction.ALLOW,
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                agent,
                Optional.empty(),
                List.of(rules));
    }
}
