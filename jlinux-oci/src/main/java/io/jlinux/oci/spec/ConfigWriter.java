package io.jlinux.oci.spec;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code config.json} as runc does: the same order of properties, indented by tabs, defaults left out.
 *
 * <p>Reading what was written gives an equal config. A config that was read is written as it was, apart from what has been changed
 * since: unknown properties, the sections for other platforms, defaults and the order stay; see {@link OciSource}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md">config.md</a>
 */
public final class ConfigWriter {
    private ConfigWriter() {}

    /** The text in UTF-8. */
    public static byte[] write(OciConfig config) {
        return JsonText.write(merged(config));
    }

    /** The text. */
    public static String toJson(OciConfig config) {
        return new String(write(config), StandardCharsets.UTF_8);
    }

    /** The text of a process alone, as {@link ConfigReader#readProcess} reads it. */
    public static byte[] write(OciProcess process) {
        return JsonText.write(JsonObject.tree(object -> ProcessWriter.process(object, process)));
    }

    private static ObjectNode merged(OciConfig config) {
        ObjectNode now = tree(config);
        if (config.source().isEmpty()) return now;
        byte[] json = config.source().json();
        ObjectNode before = tree(ConfigReader.read(json, unknown -> {}));
        return JsonMerge.merge((ObjectNode) JsonText.parse(json), before, now);
    }

    /** Of the records alone. */
    static ObjectNode tree(OciConfig config) {
        return JsonObject.tree(object -> config(object, config));
    }

    private static void config(JsonObject object, OciConfig config) {
        object.text("ociVersion", config.ociVersion());
        config.process().ifPresent(process -> object.object("process", o -> ProcessWriter.process(o, process)));
        object.object("root", root -> {
            root.text("path", config.root().path());
            root.flag("readonly", config.root().readonly());
        });
        object.text("hostname", config.hostname());
        object.text("domainname", config.domainname());
        object.objects("mounts", config.mounts(), ConfigWriter::mount);
        object.objectUnlessEmpty("hooks", hooks -> hooks(hooks, config.hooks()));
        object.map("annotations", config.annotations());
        object.objectUnlessEmpty("linux", linux -> LinuxWriter.linux(linux, config.linux()));
        config.otherPlatforms().forEach(platform -> object.object(platform, section -> {}));
    }

    private static void mount(JsonObject object, OciMount mount) {
        object.text("destination", mount.destination());
        object.text("type", mount.type());
        object.text("source", mount.source());
        object.texts("options", mount.options());
        object.objects("uidMappings", mount.uidMappings(), LinuxWriter::idMapping);
        object.objects("gidMappings", mount.gidMappings(), LinuxWriter::idMapping);
    }

    private static void hooks(JsonObject object, OciHooks hooks) {
        object.objects("prestart", hooks.prestart(), ConfigWriter::hook);
        object.objects("createRuntime", hooks.createRuntime(), ConfigWriter::hook);
        object.objects("createContainer", hooks.createContainer(), ConfigWriter::hook);
        object.objects("startContainer", hooks.startContainer(), ConfigWriter::hook);
        object.objects("poststart", hooks.poststart(), ConfigWriter::hook);
        object.objects("poststop", hooks.poststop(), ConfigWriter::hook);
    }

    private static void hook(JsonObject object, OciHook hook) {
        object.text("path", hook.path());
        object.texts("args", hook.args());
        object.texts("env", hook.env());
        hook.timeout().ifPresent(timeout -> object.number("timeout", timeout.toSeconds()));
    }
}
