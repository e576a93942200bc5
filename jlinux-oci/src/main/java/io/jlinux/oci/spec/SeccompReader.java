package io.jlinux.oci.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code /linux/seccomp}. */
final class SeccompReader {
    private static final int MAX_ERRNO = 4095;
    private static final int MAX_TRACE_DATA = 0xFFFF;
    private static final int MAX_ARGUMENT = 5;

    private SeccompReader() {}

    static OciSeccomp seccomp(JsonValue value) {
        SeccompAction defaultAction = value.at("defaultAction").oneOf(SeccompAction.values());
        JsonValue flags = value.at("flags");
        OciSeccomp seccomp = new OciSeccomp(
                defaultAction,
                errno(value.at("defaultErrnoRet"), defaultAction),
                value.at("architectures").list(arch -> arch.oneOf(SeccompArch.values())),
                flags.present()
                        ? Optional.of(flags.list(flag -> flag.oneOf(OciSeccomp.Flag.values())))
                        : Optional.empty(),
                value.at("listenerPath").optAbsolutePath(),
                value.at("listenerMetadata").optText(),
                value.at("syscalls").objects(SeccompReader::rule));
        if (seccomp.listenerPath().isEmpty() && seccomp.listenerMetadata().isPresent()) {
            throw value.at("listenerMetadata").must("not be set without listenerPath");
        }
        if (seccomp.listenerPath().isEmpty() && seccomp.notifies()) {
            throw value.at("listenerPath").problem("is required when SCMP_ACT_NOTIFY is used");
        }
        return seccomp;
    }

    private static OciSeccomp.Rule rule(JsonValue value) {
        JsonValue namesValue = value.at("names");
        List<String> names = namesValue.list(JsonValue::nonEmptyText);
        if (names.isEmpty()) throw namesValue.problem("must have at least one entry");
        SeccompAction action = value.at("action").oneOf(SeccompAction.values());
        return new OciSeccomp.Rule(
                names,
                action,
                errno(value.at("errnoRet"), action),
                value.at("args").objects(SeccompReader::condition));
    }

    static OptionalInt errno(JsonValue value, SeccompAction action) {
        if (value.present() && !action.takesErrno()) {
            throw value.problem("must not be set: " + action.jsonName() + " has no errno");
        }
        return value.optInteger(0, action == SeccompAction.TRACE ? MAX_TRACE_DATA : MAX_ERRNO);
    }

    static OciSeccomp.Condition condition(JsonValue value) {
        return new OciSeccomp.Condition(
                value.at("index").integer(0, MAX_ARGUMENT),
                value.at("value").unsigned64(),
                value.at("valueTwo").optUnsigned64().orElse(0),
                value.at("op").oneOf(OciSeccomp.Operator.values()));
    }
}
