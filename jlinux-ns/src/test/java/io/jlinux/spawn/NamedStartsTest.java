package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that are prepared once, and differ in a name. */
@NoLeaks
@Timeout(60)
class NamedStartsTest {
    private static final String NAME = "%NAME%";

    @TempDir
    Path work;

    private static String output(LinuxProcess p) throws IOException, InterruptedException {
        try (p) {
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).isZero();
            return out.strip();
        }
    }

    private Spawn reader() {
        return Spawn.command("/bin/cat", "/tmp/own/file")
                .unshare(Namespace.USER, Namespace.MOUNT)
                .idMap(IdMap.rootToSelf())
                .rootfs(Rootfs.host())
                .mount(Mount.tmpfs("/tmp"), Mount.bind(work.resolve(NAME), "/tmp/own"));
    }

    private void directory(String name) throws IOException {
        Files.writeString(Files.createDirectory(work.resolve(name)).resolve("file"), "of " + name);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requires(Requirement.USER_NAMESPACES)
    void eachBindsWhatHasItsName(boolean image) throws Exception {
        Spawn spawn = reader();
        if (image) spawn.ownImage();
        PreparedSpawn prepared = spawn.prepare(NAME);
        String longest = "l".repeat(255);
        for (String name : List.of("one", "another", "ü", longest, "o")) {
            directory(name);
            assertThat(output(prepared.start(null, name))).isEqualTo("of " + name);
            assertThat(prepared.isKept(name)).isTrue();
        }
        assertThat(output(prepared.start(null, "one"))).isEqualTo("of one");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requires(Requirement.USER_NAMESPACES)
    void aNameWithoutRoomIsCompiled(boolean image) throws Exception {
        Spawn spawn = reader();
        if (image) spawn.ownImage();
        PreparedSpawn prepared = spawn.prepare(NAME);
        directory("short");
        String deep = "d".repeat(200) + "/" + "e".repeat(200);
        Files.createDirectories(work.resolve(deep));
        Files.writeString(work.resolve(deep).resolve("file"), "deep");
        assertThat(output(prepared.start(null, "short"))).isEqualTo("of short");
        assertThat(prepared.isKept(deep)).isFalse();
        assertThat(output(prepared.start(null, deep))).isEqualTo("deep");
        assertThat(output(prepared.start(null, "short"))).isEqualTo("of short");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requires(Requirement.USER_NAMESPACES)
    void aFailureSaysTheNameOfItsStart(boolean image) throws Exception {
        Spawn spawn = reader();
        if (image) spawn.ownImage();
        PreparedSpawn prepared = spawn.prepare(NAME);
        directory("there");
        for (int i = 0; i < 2; i++) {
            assertThat(output(prepared.start(null, "there"))).isEqualTo("of there");
            assertThatThrownBy(() -> prepared.start(null, "missing"))
                    .isInstanceOf(SpawnException.class)
                    .hasMessageContaining("bind " + work.resolve("missing") + " on /tmp/own: ENOENT");
        }
    }

    @Test
    void eachJoinsTheKeyringOfItsName() throws Exception {
        PreparedSpawn prepared = Spawn.command("/bin/cat", "/proc/keys")
                .keyring("_named." + NAME)
                .ownImage()
                .prepare(NAME);
        for (String name : List.of("first", "second-and-longer", "3")) {
            assertThat(output(prepared.start(null, name)))
                    .contains("_named." + name + ": ")
                    .doesNotContain(NAME);
        }
    }

    @Test
    void aNameIsOnlyWhereItCanBe() {
        assertRefused(Spawn.command("/bin/echo", NAME));
        assertRefused(Spawn.command("/bin/true").env("NAME", NAME));
        assertRefused(Spawn.command("/bin/true").directory("/" + NAME));
        assertRefused(Spawn.command("/bin/true")
                .unshare(Namespace.USER, Namespace.UTS)
                .idMap(IdMap.rootToSelf())
                .hostname(NAME));
        PreparedSpawn prepared = Spawn.command("/bin/true").prepare(NAME);
        assertThatIllegalArgumentException().isThrownBy(() -> prepared.start(null, "a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> prepared.start(null, "a" + NAME));
        assertThatIllegalStateException().isThrownBy(prepared::start);
        PreparedSpawn nameless = Spawn.command("/bin/true").prepare();
        assertThatIllegalStateException().isThrownBy(() -> nameless.start(null, "name"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Spawn.command("/bin/true").prepare(""));
    }

    private static void assertRefused(Spawn spawn) {
        for (boolean image : new boolean[] {false, true}) {
            if (image) spawn.ownImage();
            PreparedSpawn prepared = spawn.prepare(NAME);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> prepared.start(null, "the-name").close())
                    .withMessageContaining("the name of a start");
        }
    }
}
