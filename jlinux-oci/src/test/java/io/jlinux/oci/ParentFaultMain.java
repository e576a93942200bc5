package io.jlinux.oci;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.net.Cidr;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHookException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNetDevice;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.HostState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A JVM of its own, of which each system call that an operation on a container makes fails once: {@code DIRECTORY STRIDE OPERATION...}. It
 * prints {@code PROBLEM} and what was wrong, and for each operation {@code DONE NAME: N calls, M failures}.
 */
final class ParentFaultMain {
    private static final int MORE_THAN_ENOUGH = 5000;

    private final Path dir;
    private final int stride;
    private final FaultStage stage;
    private final OciRuntime runtime;
    private final DescriptorListener pidfds;
    private final Path pidFile;
    private final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    private BreakableCalls calls;
    private int count;

    private ParentFaultMain(Path dir, int stride) throws Exception {
        this.dir = dir;
        this.stride = stride;
        this.stage = new FaultStage(dir);
        this.runtime = OciRuntime.at(dir.resolve("state"));
        this.pidfds = stage.keep(DescriptorListener.at(dir.resolve("pidfds")));
        this.pidFile = dir.resolve("pid");
        Files.createDirectories(stage.root().resolve("copied/deep"));
        Files.writeString(stage.root().resolve("copied/file"), "up");
    }

    public static void main(String[] args) throws Exception {
        ParentFaultMain main = new ParentFaultMain(Path.of(args[0]), Integer.parseInt(args[1]));
        Thread worker = new Thread(() -> main.run(List.of(args).subList(2, args.length)), "worker");
        worker.start();
        worker.join();
        Runtime.getRuntime().halt(0);
    }

    private void run(List<String> operations) {
        try {
            for (String name : operations) warm(operation(name));
            calls = BreakableCalls.ofThisThread();
            for (String name : operations) sweep(name, operation(name));
            stage.close();
        } catch (Exception | Error e) {
            problem("the end", e);
        }
    }

    // ---- what is done

    /** One that is done again and again. */
    private interface Operation extends AutoCloseable {
        /** Before each, unbroken. */
        void prepare(String id) throws Exception;

        /** It; what may fail. */
        void run(String id) throws Exception;

        /** It has succeeded: whether it is as it should be. */
        void succeeded(String id) throws Exception;

        /** It has failed: whether everything is as before. */
        void failed(String id) throws Exception;

        @Override
        default void close() throws Exception {}
    }

    private Operation operation(String name) throws Exception {
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

    private final class Create implements Operation {
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
    private final class Begin implements Operation {
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

    private final class Start implements Operation {
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
            } else check(cgroups(id).isEmpty(), "its cgroup is gone");
            made.close();
        }
    }

    private final class Exec implements Operation {
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

    private final class Update implements Operation {
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

    private final class Delete implements Operation {
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
            check(runtime.ids().isEmpty() && cgroups(id).isEmpty(), "it is gone");
            made.close();
        }

        @Override
        public void failed(String id) throws Exception {
            check(runtime.ids().contains(id), "it is found again");
            runtime.deleteByForce(id);
            made.close();
        }
    }

    private final class Close implements Operation {
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

    // ---- the sweep

    private void warm(Operation operation) throws Exception {
        try (operation) {
            for (int i = 0; i < 4; i++) {
                String id = BusyboxBundle.id();
                Look before = look(id);
                operation.prepare(id);
                operation.run(id);
                operation.succeeded(id);
                take(before);
                look(id).minus(before);
            }
        }
    }

    private void sweep(String name, Operation operation) throws Exception {
        HostState whole = HostState.capture();
        int failures = 0;
        int n = ThreadLocalRandom.current().nextInt(stride);
        try (operation) {
            while (n < MORE_THAN_ENOUGH) {
                String id = BusyboxBundle.id();
                operation.prepare(id);
                Look before = look(id);
                Exception failure = null;
                calls.breakCall(n);
                try {
                    operation.run(id);
                } catch (Exception e) {
                    failure = e;
                }
                String broken = calls.stop();
                String what = name + " " + n + " " + broken;
                if (failure != null) failures++;
                if (failure != null && broken.isEmpty()) problem(what, failure);
                verify(operation, id, what, failure, before);
                if (broken.isEmpty()) break;
                n += stride;
            }
        }
        for (String left : whole.leftBehind()) problem(name, new AssertionError("left behind: " + left));
        System.out.println("DONE " + name + ": " + n + " calls, " + failures + " failures");
    }

    private void verify(Operation operation, String id, String what, Exception failure, Look before) {
        try {
            if (failure == null) {
                operation.succeeded(id);
                take(before);
            } else {
                operation.failed(id);
                checkNamed(failure);
            }
            List<String> left = look(id).minus(before);
            // sockets of the threads that clean up, links and leases that they are about to take away
            for (int i = 0; i < 40 && !left.isEmpty(); i++) {
                Thread.sleep(50);
                left = look(id).minus(before);
            }
            // a file for the time of the start that cannot be removed is one that the next process finds
            for (String item : List.copyOf(left)) {
                if (!item.startsWith(temporary.toString()) || !what.contains(item)) continue;
                new NameDirectory(Path.of(item)).delete();
                left.remove(item);
            }
            if (!left.isEmpty()) {
                AssertionError e = new AssertionError("left behind: " + left);
                if (failure != null) e.addSuppressed(failure);
                problem(what, e);
                take(before);
            }
        } catch (Exception | AssertionError e) {
            if (failure != null && failure != e) e.addSuppressed(failure);
            problem(what, e);
        }
    }

    /** What failed, and on what. */
    private static void checkNamed(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof OciHookException
                || failure instanceof OciConfigException
                || failure instanceof OciStateException) return;
        boolean named = failure instanceof LinuxException linux
                ? !linux.operation().isBlank() && !linux.target().isBlank()
                : failure instanceof FileSystemException file && file.getFile() != null;
        check(named, "it says what failed: " + message);
    }

    private static void check(boolean fact, String text) {
        if (!fact) throw new AssertionError("not so: " + text);
    }

    private void problem(String what, Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        System.out.println("PROBLEM " + what + ": " + text);
    }

    // ---- the host

    /** What there is of the host that a container could leave. */
    private record Look(TreeSet<String> things, TreeSet<Path> tree) {
        List<String> minus(Look before) {
            List<String> more = new ArrayList<>(things);
            more.removeAll(before.things);
            List<Path> files = new ArrayList<>(tree);
            files.removeAll(before.tree);
            // which address was leased last is remembered
            files.removeIf(f -> f.endsWith("last"));
            files.forEach(f -> more.add(f.toString()));
            return more;
        }
    }

    private Look look(String id) throws IOException {
        TreeSet<String> things = new TreeSet<>(HostState.children());
        things.addAll(Files.readAllLines(Path.of("/proc/self/mountinfo")));
        cgroups(id).forEach(c -> things.add(c.toString()));
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path fd : fds) {
                String target = target(fd);
                // the directory itself
                if (!target.endsWith("/fd")) things.add("fd " + fd.getFileName() + " " + target);
            }
        }
        try (Stream<Path> names = Files.list(temporary)) {
            names.forEach(n -> things.add(n.toString()));
        }
        try (Stream<Path> files = Files.walk(dir)) {
            return new Look(things, new TreeSet<>(files.toList()));
        }
    }

    private static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            return "/fd";
        }
    }

    /** What a container that was made leaves in its root. */
    private void take(Look before) throws IOException {
        List<Path> more = new ArrayList<>();
        try (Stream<Path> files = Files.walk(stage.root())) {
            files.forEach(more::add);
        }
        more.removeAll(before.tree);
        Collections.sort(more, Collections.reverseOrder());
        for (Path path : more) Files.delete(path);
    }

    private static List<Path> cgroups(String id) throws IOException {
        return CgroupHost.current().home().directories().stream()
                .map(directory -> directory.resolve(id))
                .filter(Files::exists)
                .toList();
    }
}
