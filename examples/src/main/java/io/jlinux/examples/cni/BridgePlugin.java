package io.jlinux.examples.cni;

import io.jlinux.oci.cni.CniCommand;
import io.jlinux.oci.cni.CniErrorCode;
import io.jlinux.oci.cni.CniException;
import io.jlinux.oci.cni.CniRequest;
import io.jlinux.oci.cni.CniVersion;
import java.io.IOException;

/**
 * A CNI plugin in Java: a bridge, a veth pair for each container, an address from a pool, a default route. Installed as a script of two
 * lines in the plugin path:
 *
 * <pre>
 *   #!/bin/sh
 *   exec java -cp … io.jlinux.examples.cni.BridgePlugin
 * </pre>
 *
 * and configured by {@code {"type": "jlinux-bridge", "bridge": "jl0", "subnet": "10.7.0.0/24", "dataDir": "/var/lib/jlinux/cni-bridge"}}.
 * It needs CAP_NET_ADMIN and CAP_SYS_ADMIN in the host's network namespace.
 */
public final class BridgePlugin {
    private BridgePlugin() {}

    public static void main(String[] args) {
        CniVersion version = CniVersion.V1_0_0;
        try {
            CniRequest request = CniRequest.read(System.getenv(), System.in);
            version = request.version();
            String answer = answer(request);
            if (!answer.isEmpty()) System.out.println(answer);
        } catch (CniException e) {
            fail(e, version);
        } catch (IOException | RuntimeException e) {
            CniErrorCode code =
                    e instanceof RuntimeException ? CniErrorCode.INVALID_NETWORK_CONFIG : CniErrorCode.IO_FAILURE;
            fail(CniException.of(code, String.valueOf(e.getMessage()), ""), version);
        }
    }

    private static void fail(CniException e, CniVersion version) {
        System.out.println(e.toJson(version));
        System.exit(1);
    }

    private static String answer(CniRequest request) throws IOException {
        if (request.command() == CniCommand.VERSION) return request.versions();
        BridgeOfContainers bridge = BridgeOfContainers.of(request);
        switch (request.command()) {
            case ADD -> {
                return bridge.add(request).json();
            }
            case CHECK -> bridge.check(request);
            case DEL -> bridge.remove(id -> id.equals(request.containerId() + " " + request.ifName()));
            case GC ->
                bridge.remove(id ->
                        request.valid().stream().noneMatch(v -> v.toString().equals(id)));
            case STATUS -> bridge.status();
            case VERSION -> throw new IllegalStateException("answered before");
        }
        return "";
    }
}
