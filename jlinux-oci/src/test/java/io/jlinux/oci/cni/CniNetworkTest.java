package io.jlinux.oci.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Network configurations: what is read, and what is refused by its JSON pointer. */
class CniNetworkTest {
    private static final String LIST = """
            {"cniVersion": "1.0.0", "name": "dbnet", "disableCheck": true, "plugins": [
              {"type": "bridge", "bridge": "cni0", "args": {"labels": {"v": 1.50}}, "ipam": {"type": "host-local", "subnet": "10.1.0.0/16"}},
              {"type": "portmap", "capabilities": {"portMappings": true, "snat": false}}]}
            """;

    @TempDir
    Path dir;

    @Test
    void aListIsReadAndWritten() {
        CniNetwork network = CniNetwork.parse(LIST);
        assertThat(network.name()).isEqualTo("dbnet");
        assertThat(network.version()).isEqualTo(CniVersion.V1_0_0);
        assertThat(network.disableCheck()).isTrue();
        assertThat(network.plugins()).extracting(CniPluginConfig::type).containsExactly("bridge", "portmap");
        assertThat(network.plugins().get(0).text("/ipam/subnet")).contains("10.1.0.0/16");
        assertThat(network.plugins().get(0).json()).contains("1.50"); // digit by digit
        assertThat(network.plugins().get(1).capabilities()).containsExactly("portMappings");
        assertThat(CniNetwork.parse(network.toJson())).isEqualTo(network);
    }

    @Test
    void aSinglePluginIsAListOfOne() {
        CniNetwork network = CniNetwork.parse("{\"cniVersion\":\"0.4.0\",\"name\":\"lo\",\"type\":\"loopback\"}");
        assertThat(network.plugins())
                .singleElement()
                .extracting(CniPluginConfig::type)
                .isEqualTo("loopback");
        assertThat(network.version()).isEqualTo(CniVersion.V0_4_0);
    }

    @Test
    void theLatestVersionThatBothSpeakIsTaken() {
        String json = "{\"cniVersion\":\"1.0.0\",\"cniVersions\":[\"0.4.0\",\"1.1.0\",\"9.0.0\"],\"name\":\"n\","
                + "\"plugins\":[{\"type\":\"x\"}]}";
        assertThat(CniNetwork.parse(json).version()).isEqualTo(CniVersion.V1_1_0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|| must be an object, is []",
                "{\"name\":\"n\",\"type\":\"x\"}|/cniVersion| is required",
                "{\"cniVersion\":\"0.2.0\",\"name\":\"n\",\"type\":\"x\"}|/cniVersion| must be one of 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0, is \"0.2.0\"",
                "{\"cniVersion\":1,\"name\":\"n\",\"type\":\"x\"}|/cniVersion| must be a string, is 1",
                "{\"cniVersion\":\"1.0\",\"name\":\"n\",\"type\":\"x\"}|/cniVersion| must be a version such as 1.0.0, is \"1.0\"",
                "{\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"x\"}]}|/name| is required",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"../n\",\"plugins\":[{\"type\":\"x\"}]}|/name| not a network's name",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":[]}|/plugins| must have at least one plugin",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":{}}|/plugins| must be an array, is {}",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":[{\"type\":\"a/b\"}]}|/plugins/0/type| not the name of a plugin",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":[{\"type\":\"a\"},{}]}|/plugins/1/type| is required",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":[7]}|/plugins/0| must be an object, is 7",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":[{\"type\":\"a\",\"capabilities\":{\"a/b\":\"yes\"}}]}|/plugins/0/capabilities/a~1b| must be true or false, is \"yes\"",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"disableCheck\":3,\"plugins\":[{\"type\":\"a\"}]}|/disableCheck| must be true or false, is 3",
                "{\"cniVersion\":\"1.0.0\",\"cniVersion\":\"1.0.0\"}|| is not valid JSON",
                "{\"name\":|| is not valid JSON",
            })
    void whatBreaksARuleIsNamedByItsPointer(String json, String pointer, String problem) {
        assertThatThrownBy(() -> CniNetwork.parse(json)).isInstanceOfSatisfying(CniConfigException.class, e -> {
            assertThat(e.pointer()).isEqualTo(pointer == null ? "" : pointer);
            assertThat(e.problem()).startsWith(problem.strip());
        });
    }

    @Test
    void aDirectoryIsReadInTheOrderOfItsNames() throws Exception {
        Files.writeString(dir.resolve("20-b.conf"), "{\"cniVersion\":\"1.0.0\",\"name\":\"b\",\"type\":\"x\"}");
        Files.writeString(dir.resolve("10-a.conflist"), LIST);
        Files.writeString(dir.resolve("00-readme.txt"), "no network");
        CniConfigDirectory directory = new CniConfigDirectory(dir);
        assertThat(directory.networks()).extracting(CniNetwork::name).containsExactly("dbnet", "b");
        assertThat(directory.network("b").plugins()).hasSize(1);
        assertThatThrownBy(() -> directory.network("c")).hasMessageContaining("has no network 'c', but [dbnet, b]");

        Files.writeString(dir.resolve("30-again.conf"), "{\"cniVersion\":\"1.0.0\",\"name\":\"b\",\"type\":\"y\"}");
        assertThatThrownBy(directory::networks).hasMessageContaining("30-again.conf: /name: is in another file");
        Files.writeString(dir.resolve("30-again.conf"), "{");
        assertThatThrownBy(directory::networks).hasMessageContaining("30-again.conf: is not valid JSON");
    }

    @Test
    void pluginsInTheDirectoryBesideAreAdded() throws Exception {
        Path besides = Files.createDirectory(dir.resolve("n"));
        Files.writeString(besides.resolve("2.conf"), "{\"type\":\"second\"}");
        Files.writeString(besides.resolve("1.conf"), "{\"type\":\"first\"}");
        Path list = dir.resolve("n.conflist");
        Files.writeString(list, "{\"cniVersion\":\"1.1.0\",\"name\":\"n\",\"plugins\":[{\"type\":\"inlined\"}]}");
        assertThat(CniNetwork.load(list).plugins())
                .extracting(CniPluginConfig::type)
                .containsExactly("inlined", "first", "second");
        Files.writeString(
                list,
                "{\"cniVersion\":\"1.1.0\",\"name\":\"n\",\"loadOnlyInlinedPlugins\":true,\"plugins\":[{\"type\":\"inlined\"}]}");
        assertThat(CniNetwork.load(list).plugins()).hasSize(1);
    }
}
