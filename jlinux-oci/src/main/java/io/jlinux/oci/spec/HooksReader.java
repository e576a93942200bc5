package io.jlinux.oci.spec;

import java.time.Duration;
import java.util.OptionalInt;

/** Reads {@code /hooks}. */
final class HooksReader {
    private HooksReader() {}

    static OciHooks hooks(JsonValue hooks) {
        return new OciHooks(
                hooks.at("prestart").objects(HooksReader::hook),
                hooks.at("createRuntime").objects(HooksReader::hook),
                hooks.at("createContainer").objects(HooksReader::hook),
                hooks.at("startContainer").objects(HooksReader::hook),
                hooks.at("poststart").objects(HooksReader::hook),
                hooks.at("poststop").objects(HooksReader::hook));
    }

    private static OciHook hook(JsonValue hook) {
        OptionalInt seconds = hook.at("timeout").optInteger(1, Integer.MAX_VALUE);
        return new OciHook(
                hook.at("path").absolutePath(),
                hook.at("args").texts(),
                ProcessReader.env(hook.at("env")),
                seconds.stream().mapToObj(Duration::ofSeconds).findFirst());
    }
}
