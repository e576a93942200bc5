package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What another user can write to says nothing about containers: neither is its hook run, nor is a container made there. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ForeignStateTest extends OnRuntime {
    private static final int SOMEBODY = 54_321;
    private static final ContainerOptions SILENT = ContainerOptions.of(ContainerIo.none());

    @Test
    void aForgedHookIsNotRun() throws Exception {
        Path proof = dir.resolve("proof");
        stoppedContainerWithHook(proof);
        Files.setAttribute(runtime.root(), "unix:uid", SOMEBODY);
        try {
            refused(() -> runtime.delete(id), "it belongs to user " + SOMEBODY);
            refused(() -> runtime.deleteByForce(id), "it belongs to user " + SOMEBODY);
            assertThat(proof).doesNotExist();
        } finally {
            Files.setAttribute(runtime.root(), "unix:uid", 0);
        }
        runtime.delete(id);
        assertThat(proof).exists();
    }

    private void stoppedContainerWithHook(Path proof) throws IOException, InterruptedException {
        OciHook hook = new OciHook("/bin/sh", List.of("sh", "-c", "> " + proof), List.of(), Optional.empty());
        OciHooks hooks = new OciHooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(hook));
        OciConfig config = BusyboxBundle.script("true").toBuilder().hooks(hooks).build();
        try (OciContainer container = runtime.start(id, OciBundle.of(dir, config), SILENT)) {
            container.waitFor();
            container.detach();
        }
    }

    @Test
    void noOperationUsesWhatIsAnothers() throws Exception {
        Path state = Files.createDirectory(dir.resolve("state"));
        Files.createDirectory(state.resolve("left"));
        Files.setAttribute(state, "unix:uid", SOMEBODY);
        everyOperationIsRefused("it belongs to user " + SOMEBODY);
    }

    @Test
    void noOperationUsesWhatEverybodyMayWriteTo() throws Exception {
        Path state = Files.createDirectory(dir.resolve("state"));
        for (int mode : new int[] {0777, 01777, 0702}) {
            Files.setAttribute(state, "unix:mode", mode);
            everyOperationIsRefused("everybody may write to it");
        }
    }

    @Test
    void noOperationFollowsAnothersLink() throws Exception {
        Path state = Files.createSymbolicLink(dir.resolve("state"), Files.createDirectory(dir.resolve("mine")));
        Files.setAttribute(state, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
        everyOperationIsRefused("the link belongs to user " + SOMEBODY);
        assertThat(dir.resolve("mine")).isEmptyDirectory();
    }

    /** A caller's own link, and a group that the caller chose. */
    @Test
    void whatTheCallerChoseIsUsed() throws Exception {
        Path mine = Files.createDirectory(dir.resolve("mine"));
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.createSymbolicLink(dir.resolve("state"), mine);
        try (OciContainer container = runtime.start(id, bundle(), SILENT)) {
            assertThat(runtime.ids()).containsExactly(id);
            assertThat(container.waitFor().shellCode()).isZero();
        }
    }

    private OciBundle bundle() {
        return OciBundle.of(dir, BusyboxBundle.script("true"));
    }

    private void everyOperationIsRefused(String why) throws IOException {
        refused(() -> runtime.create(id, bundle(), SILENT).close(), why);
        refused(() -> runtime.start(id, bundle(), SILENT).close(), why);
        refused(() -> runtime.run(id, bundle()), why);
        for (String each : List.of(id, "left")) {
            refused(() -> runtime.get(each), why);
            refused(() -> runtime.state(each), why);
            refused(() -> runtime.start(each), why);
            refused(() -> runtime.kill(each, Signal.KILL), why);
            refused(() -> runtime.delete(each), why);
            refused(() -> runtime.deleteByForce(each), why);
        }
        refused(runtime::ids, why);
        refused(runtime::list, why);
        assertThat(runtime.root().resolve(id)).doesNotExist();
    }

    private void refused(ThrowingCallable operation, String why) {
        assertThatThrownBy(operation)
                .isInstanceOf(LinuxException.class)
                .hasMessage("use state directory " + runtime.root() + ": " + Errno.describe(Errno.EPERM.number())
                        + ". Hint: " + why);
    }
}
