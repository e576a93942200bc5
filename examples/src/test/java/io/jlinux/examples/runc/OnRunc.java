package io.jlinux.examples.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

/** A test that calls commands as an engine does, with a state directory and a bundle of busybox. */
abstract class OnRunc {
    @TempDir
    Path dir;

    final String id = "jlinux-runc-" + ProcessHandle.current().pid();

    record Result(int code, String out, String err) {}

    Path state() {
        return dir.resolve("state");
    }

    Result runc(String... args) {
        List<String> line = new ArrayList<>(List.of("--root", state().toString()));
        line.addAll(List.of(args));
        return runc(new ByteArrayOutputStream(), line);
    }

    /** While it runs, what it has said so far is in {@code out}. No other command may be called meanwhile. */
    Result runc(ByteArrayOutputStream out, List<String> line) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.out;
        int code;
        try (PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setOut(stdout);
            code = Runc.execute(stdout, stderr, line.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    String ok(String... args) {
        Result r = runc(args);
        assertThat(r.code()).as("%s: %s", List.of(args), r.err()).isZero();
        return r.out();
    }

    String fails(String... args) {
        Result r = runc(args);
        int failed = args[0].equals("exec") ? 255 : 1;
        assertThat(r.code()).as("%s: %s", List.of(args), r.out()).isEqualTo(failed);
        assertThat(r.out()).isEmpty();
        return r.err();
    }

    Path bundle(String... command) throws IOException {
        return bundle(c -> c.withArgs(command));
    }

    Path bundle(UnaryOperator<OciConfig> edit) throws IOException {
        Path bundle = dir.resolve("bundle");
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        if (Files.notExists(bin.resolve("busybox"))) install(bin);
        OciConfig config = Requirement.ROOT.isMet() ? OciConfig.template() : OciConfig.rootlessTemplate();
        Files.writeString(
                bundle.resolve("config.json"),
                edit.apply(config.withTerminal(false)).toJson());
        return bundle;
    }

    private static void install(Path bin) throws IOException {
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        for (String name : List.of("sh", "sleep")) Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
    }

    boolean eventually(String text) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            if (ok("state", id).contains(text)) return true;
            Thread.sleep(20);
        }
        return false;
    }
}
