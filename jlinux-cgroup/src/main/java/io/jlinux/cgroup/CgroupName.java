package io.jlinux.cgroup;

import java.util.List;

/** The rules for the names of cgroups: what the kernel allows, without what could be taken for a control file. */
final class CgroupName {
    private CgroupName() {}

    /**
     * The parts of a relative name such as {@code jobs/42}.
     *
     * @throws IllegalArgumentException where a part is empty, {@code .} or {@code ..}, longer than 255 bytes, has a control
     *     character, or looks like a control file ({@code memory.max}, {@code tasks})
     */
    static List<String> parts(String name) {
        List<String> parts = List.of(name.split("/", -1));
        parts.forEach(part -> check(name, part));
        return parts;
    }

    private static void check(String name, String part) {
        if (part.isEmpty()) throw bad(name, name.startsWith("/") ? "it must be relative" : "a part is empty");
        if (part.equals(".") || part.equals("..")) throw bad(name, "'.' and '..' are not names");
        if (part.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 255)
            throw bad(name, "longer than 255 bytes");
        if (part.chars().anyMatch(c -> c < 32 || c == 127)) throw bad(name, "a control character");
        boolean file = part.equals("tasks") || part.equals("notify_on_release") || part.equals("release_agent");
        if (file || (part.indexOf('.') > 0 && Controller.ofFile(part).isPresent())) {
            throw bad(name, "'" + part + "' looks like a control file");
        }
    }

    private static IllegalArgumentException bad(String name, String why) {
        return new IllegalArgumentException("not a name for a cgroup: '" + name + "': " + why);
    }
}
