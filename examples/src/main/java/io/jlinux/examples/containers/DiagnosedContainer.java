package io.jlinux.examples.containers;

import io.jlinux.oci.OciBundle;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Containers that do not start, each for a reason of its own, and what the error says: which step, why, and what to do. {@code
 * DiagnosedContainer ROOTFS}, a directory with {@code /bin/sh}, which is left as it is.
 */
public final class DiagnosedContainer {
    private DiagnosedContainer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("jlinux-broken");
        try {
            diagnose(Path.of(args[0]), directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path p : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
            }
        }
    }

    private static void diagnose(Path rootfs, Path directory) throws IOException, InterruptedException {
        OciBundle good = OciBundle.ofRootfs(rootfs).throwAway().command("/bin/sh", "-c", "exit 0");
        show("a program that is not there", good.command("/bin/no-such"));
        show("a relative working directory", good.workingDirectory("tmp"));
        show("a source that is not there", good.bind(directory.resolve("missing"), "/data"));

        Path script = Files.writeString(directory.resolve("script"), "#!/opt/python/bin/python3\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        show(
                "a script without its interpreter",
                good.bind(script, "/bin/script").command("/bin/script"));

        Path text = Files.writeString(directory.resolve("text"), "hello\n");
        show("a file that is not executable", good.bind(text, "/bin/text").command("/bin/text"));

        Path empty = Files.createDirectory(directory.resolve("empty"));
        show("an empty root", OciBundle.ofRootfs(empty).command("/bin/sh"));
        show(
                "a root that is not there",
                OciBundle.ofRootfs(directory.resolve("none")).command("/bin/sh"));

        System.out.println("and one that starts: exit " + good.run());
    }

    private static void show(String what, OciBundle bundle) throws IOException, InterruptedException {
        System.out.println(what);
        try {
            System.out.println("  it started, and ended with " + bundle.run());
        } catch (SpawnException e) {
            String step = line(bundle, e.step());
            System.out.println("  step " + e.step() + (step.isEmpty() ? "" : ": " + step));
            System.out.println("  " + e.getMessage());
        } catch (LinuxException | OciConfigException e) {
            System.out.println("  before it started: " + e.getMessage());
        }
    }

    /** What the plan says of a step. */
    private static String line(OciBundle bundle, int step) throws IOException {
        List<String> steps = bundle.explain().stream()
                .filter(l -> l.strip().startsWith(step + " "))
                .toList();
        return steps.isEmpty()
                ? ""
                : steps.get(0).strip().replaceFirst("\\d+ +", "").replaceFirst("\\(.*", "");
    }
}
