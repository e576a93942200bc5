package io.jlinux.oci.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code config.json} and checks every rule of the spec that can be checked without a kernel.
 *
 * <p>Refused beyond the spec: property names that occur twice in an object, text after the document, numbers that are
 * not written as integers ({@code 1e3}, {@code 1.0}), NUL characters, and documents of more than 16 MiB.
 *
 * <p>Unknown properties are ignored, as the spec demands, kept for {@link ConfigWriter}, and logged as a warning unless a consumer
 * is given for their JSON pointers. All methods are pure apart from that, and thread-safe.
 *
 * @see OciConfig
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md">config.md</a>
 */
public final class ConfigReader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReader.class);
    private static final int MAX_BYTES = 16 << 20;

    /** The grammar of semver.org, version 2.0.0, with the major version captured. */
    private static final Pattern SEM_VER = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
            + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
            + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");

    private static final String[] OTHER_PLATFORMS = {"windows", "solaris", "vm", "zos", "freebsd"};

    private ConfigReader() {}

    /**
     * Reads a file.
     *
     * @param file a {@code config.json}
     * @throws NoSuchFileException when it is not there
     * @throws IOException when it cannot be read
     * @throws OciConfigException when it breaks a rule
     */
    public static OciConfig read(Path file) throws IOException {
        return read(readBytes(file));
    }

    /**
     * Reads JSON text in UTF-8.
     *
     * @throws OciConfigException when it breaks a rule
     */
    public static OciConfig read(byte[] json) {
        return read(json, ConfigReader::warn);
    }

    /**
     * Reads JSON text.
     *
     * @throws OciConfigException when it breaks a rule
     */
    public static OciConfig read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads JSON text in UTF-8. The array is kept, for {@link ConfigWriter}, and must not be changed afterwards.
     *
     * @param unknownProperties gets the JSON pointer of each property that the spec does not have
     * @throws OciConfigException when it breaks a rule
     */
    public static OciConfig read(byte[] json, Consumer<String> unknownProperties) {
        OciConfig config = read(json, unknownProperties, ConfigReader::config);
        ConfigRules.check(config);
        return config.withSource(OciSource.of(json));
    }

    /**
     * Reads a process alone, as {@code exec --process} has it. Rules that need the rest of the config are not checked.
     *
     * @throws OciConfigException when it breaks a rule; pointers start at the process
     */
    public static OciProcess readProcess(byte[] json) {
        return read(json, ConfigReader::warn, ProcessReader::process);
    }

    /**
     * Reads resources alone, as {@code update --resources} has them.
     *
     * @throws OciConfigException when it breaks a rule; pointers start at the resources
     */
    public static OciResources readResources(byte[] json) {
        return read(json, ConfigReader::warn, ResourcesReader::resources);
    }

    /** Checks a config that may have been made in Java: all rules are the reader's, so it is read once more. */
    static OciConfig check(OciConfig config) {
        JsonValue document = JsonValue.document(ConfigWriter.tree(config), pointer -> {});
        OciConfig checked = document.object(ConfigReader::config);
        ConfigRules.check(checked);
        return checked.withSource(config.source());
    }

    private static <T> T read(byte[] json, Consumer<String> unknown, Function<JsonValue, T> reader) {
        if (json.length > MAX_BYTES) throw new OciConfigException("", "must not have more than 16 MiB");
        return JsonValue.document(JsonText.parse(json), unknown).object(reader);
    }

    /**
     * The bytes of a {@code config.json}, for {@link #read(byte[])}: at most a little more than that takes.
     *
     * @throws NoSuchFileException when it is not there
     * @throws IOException when it cannot be read
     */
    public static byte[] readBytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            NoSuchFileException named = new NoSuchFileException(
                    file.toString(), null, "no such file; a bundle is a directory with a config.json");
            named.initCause(e);
            throw named;
        }
    }

    private static OciConfig config(JsonValue config) {
        return new OciConfig(
                version(config.at("ociVersion")),
                config.at("root").object(ConfigReader::root),
                config.at("process").optObject(ProcessReader::process),
                kernelName(config.at("hostname")),
                kernelName(config.at("domainname")),
                config.at("mounts").objects(MountReader::mount),
                config.at("hooks").objectOr(OciHooks.NONE, HooksReader::hooks),
                config.at("annotations").map(ConfigReader::annotation),
                config.at("linux").objectOr(OciLinux.NONE, LinuxReader::linux),
                otherPlatforms(config),
                OciSource.NONE);
    }

    private static String version(JsonValue value) {
        String version = value.text();
        value.check(SEM_VER.matcher(version).matches(), "be a version as semver.org defines them, such as 1.3.0");
        value.check(version.startsWith("1."), "be a version 1.x, the only one that is supported");
        return version;
    }

    private static OciRoot root(JsonValue root) {
        return new OciRoot(root.at("path").nonEmptyText(), root.at("readonly").boolOr(false));
    }

    /** A hostname or domainname: what the kernel's struct new_utsname holds. */
    private static Optional<String> kernelName(JsonValue value) {
        Optional<String> name = value.optText();
        name.ifPresent(
                text -> value.check(text.getBytes(StandardCharsets.UTF_8).length <= 64, "not be longer than 64 bytes"));
        return name;
    }

    private static String annotation(JsonValue value) {
        if (value.key().isEmpty()) throw value.problem("an annotation's key must not be empty");
        return value.text();
    }

    private static List<String> otherPlatforms(JsonValue config) {
        List<String> present = new ArrayList<>();
        for (String platform : OTHER_PLATFORMS) {
            if (config.at(platform).present()) present.add(platform);
        }
        return present;
    }

    private static void warn(String pointer) {
        LOG.warn("{}: unknown property, ignored", pointer);
    }
}
