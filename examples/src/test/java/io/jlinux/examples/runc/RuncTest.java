package io.jlinux.examples.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands as an engine calls them, one after the other, and beside runc where that says something. */
@NoLeaks
@Timeout(240)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class RuncTest extends OnRunc {
    @Test
    void aLife() throws Exception {
        String bundle = bundle("sleep", "600").toString();
        Path pidFile = dir.resolve("pid");
        ok("create", "--bundle", bundle, "--pid-file", pidFile.toString(), id);
        try {
            String pid = Files.readString(pidFile);
            assertThat(ok("state", id))
                    .contains("\"status\": \"created\"", "\"pid\": " + pid, "\"id\": \"" + id + "\"");
            assertThat(fails("create", "-b", bundle, id)).contains(id, "level=error");
            assertThat(fails("exec", id + "x", "true")).contains("container does not exist");
            ok("start", id);
            assertThat(ok("list")).contains(id, "running", bundle);
            assertThat(ok("list", "-q").strip()).isEqualTo(id);
            assertThat(ok("ps", "--format", "json", id)).contains(pid);
            assertThat(ok("ps", id)).contains("PID", "sleep 600");
            assertThat(fails("delete", id)).contains("running");
            assertThat(runc("exec", id, "sh", "-c", "exit 7").code()).isEqualTo(7);
            assertThat(runc("exec", "--env", "A=3", "--cwd", "/bin", id, "sh", "-c", "test $PWD = /bin && exit $A")
                            .code())
                    .isEqualTo(3);
            ok("kill", id, "KILL");
            assertThat(eventually("\"status\": \"stopped\"")).isTrue();
            assertThat(fails("kill", id)).contains("stopped");
            ok("kill", "--all", id, "9");
            ok("delete", id);
            assertThat(fails("state", id)).contains("container does not exist");
            assertThat(ok("list", "--format", "json").strip()).isEqualTo("[]");
        } finally {
            ok("delete", "--force", id);
        }
    }

    @Test
    void oneThatWasOnlyCreatedIsKilledByDelete() throws Exception {
        ok("create", "-b", bundle("sleep", "600").toString(), id);
        ok("delete", id);
        assertThat(ok("list", "-q")).isEmpty();
    }

    /** JNA would take as long again as all the rest, and engines ask for the state most often. */
    @Test
    void theStateIsToldWithoutJna() throws Exception {
        ok("run", "--detach", "-b", bundle("sleep", "600").toString(), id);
        try {
            Path classes = dir.resolve("classes");
            String[] line = {"--root", dir.resolve("state").toString(), "state", id};
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:class+load:file=" + classes,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Runc.class.getName()));
            command.addAll(List.of(line));
            try (LinuxProcess p = Spawn.command(command).start()) {
                p.getOutputStream().close();
                assertThat(new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("\"status\": \"running\"");
                assertThat(p.waitFor()).isZero();
            }
            assertThat(Files.readString(classes))
                    .contains("io.jlinux.oci.OciRuntime ")
                    .doesNotContain("com.sun.jna.Native ", "org.slf4j.LoggerFactory ");
        } finally {
            ok("delete", "--force", id);
        }
    }

    @Test
    void theExitCodeOfRunIsTheProgramsOwn() throws Exception {
        assertThat(runc("run", "-b", bundle("sh", "-c", "exit 42").toString(), id)
                        .code())
                .isEqualTo(42);
        assertThat(ok("list", "-q")).isEmpty();
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void limitsStatisticsAndPause() throws Exception {
        ok("run", "--detach", "-b", bundle("sleep", "600").toString(), id);
        try {
            ok("update", "--pids-limit", "77", id);
            assertThat(ok("events", "--stats", id)).contains("\"type\":\"stats\"", "\"id\":\"" + id + "\"", "77");
            ok("pause", id);
            assertThat(ok("state", id)).contains("paused");
            assertThat(fails("exec", id, "true")).contains("paused");
            ok("resume", id);
            assertThat(ok("state", id)).contains("running");
            Path resources = Files.writeString(dir.resolve("resources"), "{\"pids\": {\"limit\": 55}}");
            ok("update", "--resources", resources.toString(), id);
            assertThat(ok("events", "--stats", id)).contains("55");
        } finally {
            ok("delete", "--force", id);
        }
    }

    @Test
    void whatIsWrongIsOneLine() throws Exception {
        assertThat(fails("state", "--nope", id).lines().findFirst().orElse("")).contains("--nope", "level=error");
        assertThat(fails("nope", id)).contains("nope");
        assertThat(fails("create", "-b", dir.resolve("none").toString(), id).lines())
                .hasSize(1);
        assertThat(fails("create", "-b", bundle("sleep").toString(), "no/id").lines())
                .hasSize(1);
        assertThat(fails("run", "-b", dir.resolve("bundle").toString(), "--console-socket", "/x", id))
                .contains("console socket");
        assertThat(fails("kill", id, "NOSUCH")).contains("NOSUCH");
        assertThat(fails("checkpoint", id)).contains("not supported");
    }

    @Test
    void theLogIsWhatEnginesRead() throws Exception {
        Path log = dir.resolve("log");
        assertThat(fails("--log", log.toString(), "--log-format", "json", "start", id))
                .startsWith("container does not exist");
        assertThat(Files.readString(log))
                .matches("\\{\"level\":\"error\",\"msg\":\"container does not exist: .*\",\"time\":\"[-0-9T:]+Z\"}\n");
        assertThat(Log.quoted("a \"b\"\\\n\u0001")).isEqualTo("\"a \\\"b\\\"\\\\\\n\\u0001\"");
    }

    @Test
    void helpAndVersion() {
        assertThat(ok("--help")).contains("create", "delete", "update", "--log-format");
        assertThat(ok("exec", "--help")).contains("--process", "--console-socket", "--ignore-paused");
        assertThat(ok("--version")).contains("spec: 1.3");
        assertThat(ok("generate-completion")).contains("complete -F");
    }

    /** Exit codes of runc for the same lines; its texts differ. */
    @Test
    @Requires({Requirement.ROOT, Requirement.RUNC})
    void exitCodesAreThoseOfRunc() throws Exception {
        String bundle = bundle("sleep", "600").toString();
        String[][] lines = {
            {"state", "none"},
            {"start", "none"},
            {"kill", "none"},
            {"kill", "none", "NOSUCH"},
            {"delete", "none"},
            {"delete", "--force", "none"},
            {"exec", "none", "true"},
            {"pause", "none"},
            {"update", "none"},
            {"events", "--stats", "none"},
            {"create", "--bundle", dir.resolve("nowhere").toString(), "none"},
            {"create", "--bundle", bundle, "no/id"},
            {"state", "--nope", "none"},
            {"list", "--format", "nope"},
        };
        for (String[] line : lines) {
            List<String> command = new ArrayList<>(
                    List.of("runc", "--root", dir.resolve("runc").toString()));
            command.addAll(List.of(line));
            Process runc = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            runc.getOutputStream().close();
            assertThat(runc(line).code()).as("%s", List.of(line)).isEqualTo(runc.waitFor());
            runc.getInputStream().close();
        }
    }
}
