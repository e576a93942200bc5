package io.jlinux.examples.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.examples.ReadmeCode;
import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.ContainerResult;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.OciRuntime;
import io.jlinux.oci.cni.Cni;
import io.jlinux.oci.cni.CniAttachment;
import io.jlinux.oci.cni.CniCapabilities;
import io.jlinux.oci.cni.CniConfigDirectory;
import io.jlinux.oci.cni.CniNetwork;
import io.jlinux.oci.cni.CniOptions;
import io.jlinux.oci.cni.CniResult;
import io.jlinux.oci.cni.PortMapping;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.sys.Signal;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of the README's sections on containers: it is here, and compiles. What it does has tests in the module of OCI bundles. */
class ContainersReadmeTest {

    @SuppressWarnings("SystemOut")
    static void something() throws Exception {
        ContainerResult result = OciBundle.ofRootfs(Path.of("/srv/alpine"))
                .command("sh", "-c", "id; hostname; cat /data/in")
                .bind(Path.of("data"), "/data")
                .user("nobody")
                .memoryLimit(256L << 20)
                .pidsLimit(64)
                .timeout(Duration.ofSeconds(10))
                .capture();
        System.out.println(result.outcome() + "\n" + result.out());
    }

    @SuppressWarnings("SystemOut")
    static void outlives() throws Exception {
        OciRuntime runtime = OciRuntime.standard();
        runtime.create("web-1", OciBundle.load(Path.of("/bundles/web")), ContainerOptions.DEFAULT)
                .detach();

        try (OciContainer web = OciRuntime.standard().get("web-1")) {
            web.start();
            web.exec(web.config().process().orElseThrow(), ContainerOptions.of(ContainerIo.none()));
            web.pause();
            web.resume();
            web.update(OciResources.NONE.toBuilder().pidsLimit(100).build());
            System.out.println(web.state().status() + " " + web.processes() + " "
                    + web.stats().toJson());
            web.kill(Signal.TERM);
        }
        runtime.deleteByForce("web-1");
    }

    static CniResult plugins(long pid) throws Exception {
        CniNetwork network = CniConfigDirectory.standard().network("podnet");
        CniAttachment web = CniAttachment.of("web-1", Path.of("/proc/" + pid + "/ns/net"))
                .with(CniCapabilities.NONE.portMapping(PortMapping.tcp(8080, 80)));
        Cni cni = Cni.create(CniOptions.standard());
        CniResult result = cni.add(network, web);
        cni.check(network, web);
        cni.del(network, web);
        return result;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "## Run something in a container",
                "### Containers that outlive the JVM",
                "### Networks by CNI plugins"
            })
    void theReadmeShowsThisCode(String heading) throws Exception {
        assertThat(ReadmeCode.missing(heading, ContainersReadmeTest.class)).isEmpty();
    }
}
