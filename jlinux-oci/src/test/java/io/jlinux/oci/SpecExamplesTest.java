package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.Unsupported;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every example of the runtime-spec's config.md and config-linux.md, read, written back, and run where that is possible; {@code
 * examples.README} beside the examples says what is expected.
 */
@Tag("programs")
@NoLeaks
@Timeout(120)
class SpecExamplesTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * One of them.
     *
     * @param of where it is from
     * @param at the property that it is the value of
     * @param value as JSON
     * @param expect what becomes of it
     */
    record Example(String of, String at, String value, String expect) {
        /** In the config that {@code runc spec} writes. */
        String config() {
            ObjectNode tree = (ObjectNode)
                    MAPPER.readTree(ConfigWriter.toJson(OciConfig.template().withTerminal(false)));
            JsonPointer pointer = JsonPointer.compile(at);
            ((ObjectNode) tree.at(pointer.head())).set(pointer.last().getMatchingProperty(), MAPPER.readTree(value));
            return tree.toString();
        }

        String word() {
            return expect.split(" ", 2)[0];
        }

        String rest() {
            return expect.substring(word().length()).strip();
        }

        @Override
        public String toString() {
            return of;
        }
    }

    @TempDir
    Path dir;

    static Stream<Example> examples() {
        List<Example> all = new ArrayList<>();
        try (InputStream in = SpecExamplesTest.class.getResourceAsStream("spec/examples.json")) {
            if (in == null) throw new IllegalStateException("no examples");
            for (JsonNode e : MAPPER.readTree(in)) {
                all.add(new Example(
                        e.get("of").stringValue(),
                        e.get("at").stringValue(),
                        e.get("value").toString(),
                        e.get("expect").stringValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itIsReadAndWrittenBack(Example example) {
        if (example.word().equals("other")) {
            try {
                OciConfig config = ConfigReader.read(example.config());
                // valid, but of another system
                assertThat(example.rest()).isEqualTo("/root/path");
                assertThat(config.root().path()).startsWith("\\\\?\\");
            } catch (OciConfigException e) {
                assertThat(e.getMessage()).contains(example.rest());
            }
            return;
        }
        OciConfig config = ConfigReader.read(example.config());
        assertThat(ConfigReader.read(ConfigWriter.write(config))).isEqualTo(config);
        assertThat(config.validated()).isEqualTo(config);
        JsonNode written = MAPPER.readTree(ConfigWriter.toJson(config)).at(JsonPointer.compile(example.at()));
        assertThat(written.isMissingNode()).as("it is written: " + example.at()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("examples")
    @Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
    void itRunsOrSaysWhyNot(Example example) throws Exception {
        BusyboxBundle bundle = BusyboxBundle.create(dir);
        OciConfig config;
        try {
            config = ConfigReader.read(example.config());
        } catch (OciConfigException e) {
            return; // looked at above
        }
        if (example.at().equals("/process")) {
            config = config.editProcess(p -> p.terminal(false));
        } else {
            config = config.withArgs("/bin/true");
        }
        List<Unsupported> unsupported = Unsupported.in(config);
        if (!unsupported.isEmpty()) {
            OciConfig refused = config;
            assertThatThrownBy(() -> bundle.start(refused))
                    .isInstanceOf(OciConfigException.class)
                    .hasMessageContainingAll(
                            unsupported.get(0).pointer(), unsupported.get(0).reason());
            assertThat(unsupported.get(0).pointer()).startsWith(example.at());
            return;
        }
        if (example.word().equals("parses")) return;
        String how = how(bundle, config);
        if (example.word().equals("runs")) assertThat(how).isEqualTo("runs");
        else if (!how.equals("runs")) assertThat(how).containsIgnoringCase(example.rest());
        else if (example.word().equals("other")) fail("it runs: " + example);
    }

    private static String how(BusyboxBundle bundle, OciConfig config) throws Exception {
        try {
            BusyboxBundle.Result r = bundle.run(config);
            return r.code() == 0 ? "runs" : r.out() + r.err();
        } catch (IOException | OciConfigException e) {
            assertThat(e.getMessage()).isNotBlank();
            return e.getMessage();
        }
    }

    /** What the whole example of config.md has, piece by piece, is in one config here too. */
    @Test
    void theWholeExampleIsReadAndWhatIsMissingIsNamed() throws Exception {
        try (InputStream in = SpecExamplesTest.class.getResourceAsStream("spec/everything.json")) {
            if (in == null) throw new IllegalStateException("no example");
            OciConfig config = ConfigReader.read(in.readAllBytes());
            assertThat(ConfigReader.read(ConfigWriter.write(config))).isEqualTo(config);
            assertThat(Unsupported.in(config)).extracting(Unsupported::pointer).contains("/vm");
        }
    }
}
