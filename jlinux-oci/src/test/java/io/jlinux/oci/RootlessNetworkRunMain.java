package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.testkit.HostState;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@link RootlessNetworkRunTest} runs as an ordinary user: {@code HELPER DIRECTORY [ID]}. It exits with 0 when all of it works, or with an
 * id tells the pid of a helper and goes on.
 */
final class RootlessNetworkRunMain {
    private RootlessNetworkRunMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        BusyboxBundle made = BusyboxBundle.create(directory);
        OciBundle bundle = OciBundle.ofRootfs(made.root());
        RootlessNetworkScenes scenes =
                new RootlessNetworkScenes(RootlessNetworkScenes.network(args[0]), bundle, directory);
        if (args.length > 2) {
            System.out.println("helper " + scenes.hold(args[2]));
            Thread.sleep(1_000_000);
        }
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home(); // stays open
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        HostState before = HostState.capture();
        scenes.all();
        before.assertNothingLeftBehind();
        try (var left = Files.list(temporary)) {
            assertThat(left.filter(p -> !p.getFileName().toString().startsWith("jna")))
                    .as("temporary files")
                    .isEmpty();
        }
        System.out.println("all of it works");
    }
}
