package io.jlinux.oci.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The other side: what a plugin in Java is asked for. */
@Tag("pure")
class CniRequestTest {
    private static final Map<String, String> ADD = Map.of(
            "CNI_COMMAND", "ADD",
            "CNI_CONTAINERID", "c1",
            "CNI_NETNS", "/run/netns/x",
            "CNI_IFNAME", "eth0",
            "CNI_ARGS", "A=1;B=x=y",
            "CNI_PATH", "/a:/b");
    private static final String CONF =
            "{\"cniVersion\":\"1.1.0\",\"name\":\"n\",\"type\":\"t\",\"bridge\":\"b0\",\"ipMasq\":true,\"mtu\":1400,"
                    + "\"prevResult\":{\"cniVersion\":\"1.1.0\",\"ips\":[{\"address\":\"10.0.0.2/24\"}]},"
                    + "\"cni.dev/valid-attachments\":[{\"containerID\":\"c2\",\"ifname\":\"eth1\"}]}";

    private static CniRequest read(Map<String, String> environment, String json) throws IOException {
        return CniRequest.read(environment, new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static CniException refused(Map<String, String> environment, String json) {
        return catchThrowableOfType(CniException.class, () -> read(environment, json));
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> changed = new HashMap<>(ADD);
        changed.put(name, value);
        return changed;
    }

    @Test
    void aRequestIsRead() throws Exception {
        CniRequest r = read(ADD, CONF);
        assertThat(r.command()).isEqualTo(CniCommand.ADD);
        assertThat(r.containerId()).isEqualTo("c1");
        assertThat(r.netns()).contains(Path.of("/run/netns/x"));
        assertThat(r.args()).hasToString("{A=1, B=x=y}");
        assertThat(r.path()).isEqualTo(List.of(Path.of("/a"), Path.of("/b")));
        assertThat(r.config().text("/bridge")).contains("b0");
        assertThat(r.config().flag("/ipMasq")).isTrue();
        assertThat(r.config().number("/mtu")).hasValue(1400);
        assertThat(r.previous().orElseThrow().ips()).hasSize(1);
        assertThat(r.valid()).isEqualTo(Set.of(new CniAttachment.Id("c2", "eth1")));
    }

    @Test
    void whatIsWrongHasItsCode() {
        assertThat(refused(with("CNI_COMMAND", "NEW"), CONF).errorCode()).contains(CniErrorCode.INVALID_ENVIRONMENT);
        assertThat(refused(with("CNI_NETNS", ""), CONF).errorCode()).contains(CniErrorCode.INVALID_ENVIRONMENT);
        assertThat(refused(with("CNI_CONTAINERID", "../x"), CONF).errorCode())
                .contains(CniErrorCode.INVALID_ENVIRONMENT);
        assertThat(refused(with("CNI_ARGS", "A"), CONF).errorCode()).contains(CniErrorCode.INVALID_ENVIRONMENT);
        assertThat(refused(ADD, "{").errorCode()).contains(CniErrorCode.DECODING_FAILURE);
        assertThat(refused(ADD, "{\"cniVersion\":\"1.0.0\",\"type\":\"x\"}").errorCode())
                .contains(CniErrorCode.INVALID_NETWORK_CONFIG);
        CniException e = refused(ADD, "{\"cniVersion\":\"7.0.0\",\"name\":\"n\",\"type\":\"x\"}");
        assertThat(e.errorCode()).contains(CniErrorCode.INCOMPATIBLE_VERSION);
        assertThat(e.toJson(CniVersion.V1_0_0))
                .startsWith("{\"cniVersion\":\"1.0.0\",\"code\":1,\"msg\":\"version 7.0.0");
    }

    @Test
    void versionIsAnswered() throws Exception {
        CniRequest r = read(Map.of("CNI_COMMAND", "VERSION"), "{\"cniVersion\":\"1.0.0\"}");
        assertThat(r.versions())
                .isEqualTo(
                        "{\"cniVersion\":\"1.0.0\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}");
    }

    @Test
    void delNeedsNoNamespace() throws Exception {
        Map<String, String> del = with("CNI_COMMAND", "DEL");
        del.remove("CNI_NETNS");
        assertThat(read(del, CONF).netns()).isEmpty();
    }
}
