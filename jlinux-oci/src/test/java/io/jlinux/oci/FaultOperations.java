package io.jlinux.oci;

import io.jlinux.net.Cidr;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNetDevice;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What is done to a container, each in a state and a directory of its own. */
final class FaultOperations implements AutoCloseable {
    private final Path dir;
    private final FaultStage stage;
    private final OciRuntime runtime;
    private final DescriptorListener pidfds;
    private final Path pidFile;

    FaultOperations(Path dir) throws Exception {
        this.dir = dir;
        this.stage = new FaultStage(dir);
        this.runtime = OciRuntime.at(dir.resolve("state"));
        this.pidfds = stage.keep(DescriptorListener.at(dir.resolve("pidfds")));
        this.pidFile = dir.resolve("pid");
        Files.createDirectories(stage.root().resolve("copied/deep"));
        Files.writeString(stage.root().resolve("copied/file"), "up");
    }

    FaultStage stage() {
        return stage;
    }

    FaultOperation named(String name) throws Exception {
        return switch (name) {
            case "create" -> new Create(false);
            case "attach" -> new Create(true);
            case "begin" -> new Begin(true);
            case "again" -> new Begin(false);
            case "start" -> new Start();
            case "exec" -> new Exec();
            case "update" -> new Update();
            case "delete" -> new Delete();
            case "close" -> new Close();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static OciConfig sleeping() {
        return FullConfig.get()
                .withArgs("sleep", "1000")
                .editProcess(p -> p.user(OciUser.of(0, 0)).cwd("/"));
    }

    private OciContainer started(String id, OciConfig config) throws IOException {
        return runtime.start(id, stage.bundle(config), ContainerOptions.of(ContainerIo.none()));
    }

    private final class Create implements FaultOperation {
        private final OciBundle bundle;
        private final ContainerNetwork network;
        private OciContainer made;

        Create(boolean attached) throws Exception {
            OciConfig config = FullConfig.get()
                    .withMount(OciMount.of("/copied", "tmpfs", "tmpfs", "tmpcopyup"))
                    .editLinux(l -> l.netDevices(Map.of(FaultStage.DEVICE, new OciNetDevice(Optional.of("eth9")))));
            network = attached
                    ? ContainerNetwork.bridge(BridgeNetworkSpec.of("jlinux-br4", Cidr.of("10.213.12.0/24"))
                            .directory(dir.resolve("leases")))
                    : ContainerNetwork.none();
            bundle = attached ? stage.bundle(FullConfig.get()).network(network) : stage.bundle(config);
        }

        @Override
        public void prepare(String id) throws Exception {
            stage.makeDevice();
        }

        @Override
        public void run(String id) throws Exception {
            ContainerOptions options =
                    ContainerOptions.of(ContainerIo.none()).pidFile(pidFile).pidfdSocket(pidfds.path());
            made = runtime.create(id, bundle, options);
        }

        @Override
        public void succeeded(String id) throws Exception {
            pidfds.receive().fd().close();
            check(Files.readString(pidFile).equals(Long.toString(made.process().pid())), "its pid is in the file");
            made.start();
            check(made.waitFor().shellCode() == 0, "it runs");
            made.delete();
            made.close();
            Files.delete(pidFile);
            stage.makeDevice();
        }

        @Override
        public void failed(String id) throws Exception {
            pidfds.drain();
            check(network.attachments().isEmpty(), "it is not attached");
            check(!Files.exists(pidFile), "no pid file");
            check(FaultStage.hasDevice(), "the device is back");
        }

        @Override
        public void close() throws Exception {
            network.close();
        }
    }

    /** The short way: in no state directory, and without a network as another one was started before. */
    private final class Begin implements FaultOperation {
        private final ContainerNetwork network;
        private final OciBundle bundle;
        private OciContainer made;

        Begin(boolean attached) throws IOException {
            OciBundle plain = stage.bundle(
                    FullConfig.get().toBuilder().hooks(OciHooks.NONE).build());
            network = attached
                    ? ContainerNetwork.bridge(BridgeNetworkSpec.of("jlinux-br5", Cidr.of("10.213.13.0/24"))
                            .directory(dir.resolve("leases-2")))
                    : ContainerNetwork.none();
            bundle = attached
                    ? plain.mount(OciMount.of("/copied", "tmpfs", "tmpfs", "tmpcopyup"))
                            .network(network)
                    : plain;
        }

        @Override
        public void prepare(String id) {}

        @Override
        public void run(String id) throws Exception {
            made = bundle.start(id, ContainerIo.none());
        }

        @Override
        public void succeeded(String id) throws Exception {
            check(made.waitFor().shellCode() == 0, "it runs");
            made.close();
        }

        @Override
        public void failed(String id) {
            check(network.attachments().isEmpty(), "it is not attached");
        }

        @Override
        public void close() throws Exception {
            network.close();
        }
    }

    private final class Start implements FaultOperation {
        private OciContainer made;

        @Override
        public void prepare(String id) throws Exception {
            made = runtime.create(id, stage.bundle(FullConfig.get()), ContainerOptions.of(ContainerIo.none()));
        }

        @Override
        public void run(String id) throws Exception {
            runtime.start(id);
        }

        @Override
        public void succeeded(String id) throws Exception {
            check(made.waitFor().shellCode() == 0, "it runs");
            made.close();
        }

        @Override
        public void failed(String id) throws Exception {
            // it is gone, or as it was
            if (runtime.ids().contains(id)) {
                check(runtime.state(id).status() == OciStatus.CREATED, "it waits still");
                runtime.start(id);
                check(made.waitFor().shellCode() == 0, "it runs");
            } else check(HostLook.cgroups(id).isEmpty(), "its cgroup is gone");
            made.close();
        }
    }

    private final class Exec implements FaultOperation {
        private final OciContainer made;
        private LinuxProcess process;

        Exec() throws Exception {
            made = started(BusyboxBundle.id(), sleeping());
        }

        @Override
        public void prepare(String id) {}

        @Override
        public void run(String id) throws Exception {
            OciProcess program = made.config().process().orElseThrow().toBuilder()
                    .args("/bin/true")
                    .build();
            process = made.exec(program, ContainerOptions.of(ContainerIo.none()).pidFile(pidFile));
        }

        @Override
        public void succeeded(String id) throws Exception {
            check(process.waitFor() == 0, "it runs");
            process.close();
            Files.delete(pidFile);
        }

        @Override
        public void failed(String id) throws Exception {
            check(made.processes().size() == 1, "one process: " + made.processes());
        }

        @Override
        public void close() throws Exception {
            made.close();
        }
    }

    private final class Update implements FaultOperation {
        private final OciContainer made;

        Update() throws Exception {
            made = started(BusyboxBundle.id(), sleeping());
        }

        private static OciResources pids(long most) {
            return OciResources.builder()
                    .pidsLimit(most)
                    .memoryLimit(most << 20)
                    .build();
        }

        private String limits() throws Exception {
            OciConfig config = ConfigReader.read(
                    Files.readString(runtime.root().resolve(made.id()).resolve("config.json")));
            OciResources told = config.linux().resources();
            return made.cgroup().orElseThrow().limits() + ", " + told.pids() + ", " + told.memory();
        }

        private String before = "";

        @Override
        public void prepare(String id) throws Exception {
            made.update(pids(64));
            before = limits();
        }

        @Override
        public void run(String id) throws Exception {
            made.update(pids(128));
        }

        @Override
        public void succeeded(String id) throws Exception {
            check(!limits().equals(before), "they are changed: " + limits());
        }

        @Override
        public void failed(String id) throws Exception {
            check(limits().equals(before), "none is changed: " + limits() + " after " + before);
        }

        @Override
        public void close() throws Exception {
            made.close();
        }
    }

    private final class Delete implements FaultOperation {
        private OciContainer made;

        @Override
        public void prepare(String id) throws Exception {
            made = started(id, sleeping());
            made.kill(Signal.KILL);
            made.waitFor();
        }

        @Override
        public void run(String id) throws Exception {
            runtime.delete(id);
        }

        @Override
        public void succeeded(String id) throws Exception {
            check(runtime.ids().isEmpty() && HostLook.cgroups(id).isEmpty(), "it is gone");
            made.close();
        }

        @Override
        public void failed(String id) throws Exception {
            check(runtime.ids().contains(id), "it is found again");
            runtime.deleteByForce(id);
            made.close();
        }
    }

    private final class Close implements FaultOperation {
        private OciContainer made;

        @Override
        public void prepare(String id) throws Exception {
            made = started(id, sleeping());
        }

        @Override
        public void run(String id) throws Exception {
            made.close();
        }

        @Override
        public void succeeded(String id) {}

        @Override
        public void failed(String id) throws Exception {
            runtime.deleteByForce(id);
            made.close();
        }
    }

    static void check(boolean fact, String text) {
        if (!fact) throw new AssertionError("not so: " + text);
    }

    @Override
    public void close() throws Exception {
        stage.close();
    }
}
