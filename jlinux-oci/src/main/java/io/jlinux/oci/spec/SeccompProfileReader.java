package io.jlinux.oci.spec;

import io.jlinux.sys.Errno;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads profiles of Docker's format, and podman's additions to it: errnos by name. */
final class SeccompProfileReader {
    private static final Pattern KERNEL = Pattern.compile("\\d{1,6}\\.\\d{1,6}");

    private SeccompProfileReader() {}

    static OciSeccompProfile profile(JsonValue value) {
        SeccompAction defaultAction = value.at("defaultAction").oneOf(SeccompAction.values());
        JsonValue archMap = value.at("archMap");
        JsonValue architectures = value.at("architectures");
        JsonValue flags = value.at("flags");
        OciSeccompProfile profile = new OciSeccompProfile(
                defaultAction,
                errno(value.at("defaultErrno"), value.at("defaultErrnoRet"), defaultAction),
                archMap.objects(SeccompProfileReader::architectures),
                architectures.list(arch -> arch.oneOf(SeccompArch.values())),
                flags.present()
                        ? Optional.of(flags.list(flag -> flag.oneOf(OciSeccomp.Flag.values())))
                        : Optional.empty(),
                value.at("syscalls").objects(SeccompProfileReader::entry));
        if (!profile.archMap().isEmpty() && !profile.architectures().isEmpty()) {
            throw architectures.problem("must not be given together with archMap");
        }
        return profile;
    }

    private static OciSeccompProfile.Architectures architectures(JsonValue value) {
        return new OciSeccompProfile.Architectures(
                value.at("architecture").oneOf(SeccompArch.values()),
                value.at("subArchitectures").list(arch -> arch.oneOf(SeccompArch.values())));
    }

    private static OciSeccompProfile.Entry entry(JsonValue value) {
        SeccompAction action = value.at("action").oneOf(SeccompAction.values());
        return new OciSeccompProfile.Entry(
                new OciSeccomp.Rule(
                        names(value),
                        action,
                        errno(value.at("errno"), value.at("errnoRet"), action),
                        value.at("args").objects(SeccompReader::condition)),
                value.at("includes").objectOr(OciSeccompProfile.When.NOTHING, SeccompProfileReader::when),
                value.at("excludes").objectOr(OciSeccompProfile.When.NOTHING, SeccompProfileReader::when));
    }

    /** Old profiles have an entry for each call, with its {@code name}. */
    private static List<String> names(JsonValue value) {
        Optional<String> name = value.at("name").optText();
        JsonValue namesValue = value.at("names");
        List<String> names = namesValue.list(JsonValue::nonEmptyText);
        if (name.isPresent() && !names.isEmpty()) throw namesValue.problem("must not be given together with name");
        if (name.isPresent()) return List.of(name.get());
        if (names.isEmpty()) throw namesValue.problem("must have at least one entry");
        return names;
    }

    private static OciSeccompProfile.When when(JsonValue value) {
        JsonValue minKernel = value.at("minKernel");
        Optional<String> kernel = minKernel.optText();
        minKernel.check(kernel.filter(k -> !KERNEL.matcher(k).matches()).isEmpty(), "be a version such as 4.8");
        return new OciSeccompProfile.When(
                value.at("caps").list(JsonValue::nonEmptyText),
                value.at("arches").texts(),
                kernel);
    }

    /** podman writes both, and the name counts. */
    private static OptionalInt errno(JsonValue name, JsonValue number, SeccompAction action) {
        OptionalInt byNumber = SeccompReader.errno(number, action);
        Optional<String> text = name.optText();
        if (text.isEmpty()) return byNumber;
        name.check(action.takesErrno(), "not be set: " + action.jsonName() + " has no errno");
        for (Errno e : Errno.values()) {
            if (e.name().equals(text.get()) && e.number() > 0) return OptionalInt.of(e.number());
        }
        throw name.must("be the name of an errno");
    }
}
