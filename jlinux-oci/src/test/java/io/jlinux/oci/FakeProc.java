package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory that looks like a proc to whoever writes a label, to be bound over /proc. */
record FakeProc(Path directory, List<Path> files) {
    static FakeProc create(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String who : List.of("self", "thread-self", "1")) {
            for (String attributes : List.of("attr", "attr/apparmor")) {
                Path at = Files.createDirectories(directory.resolve(who).resolve(attributes));
                for (String name : List.of("exec", "current")) {
                    files.add(Files.writeString(at.resolve(name), "untouched\n"));
                }
            }
        }
        return new FakeProc(directory, List.copyOf(files));
    }

    OciMount mount() {
        return OciMount.bind("/proc", directory.toString());
    }

    void assertUntouched() {
        for (Path file : files) assertThat(file).hasContent("untouched");
    }
}
