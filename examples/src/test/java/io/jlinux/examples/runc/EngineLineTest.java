package io.jlinux.examples.runc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Lines that are read without picocli mean what they mean with it. */
class EngineLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "state x",
                "--root /r --log /l --log-format json state x",
                "--root=/r --log-format=json --systemd-cgroup --debug --rootless true start x",
                "create --bundle /b --pid-file /p --console-socket /c --pidfd-socket /f --no-pivot --no-new-keyring --preserve-fds 2 x",
                "create -b /b x",
                "exec --process /p --console-socket /c --detach --pid-file /f x",
                "exec -d -p /p --preserve-fds 1 x",
                "kill x",
                "kill --all x 9",
                "kill -a x KILL",
                "delete x",
                "delete --force x",
                "ps --format json x",
                "update --resources - x",
                "pause x",
                "resume x",
                "features"
            })
    void theyMeanTheSame(String line) throws Exception {
        String[] args = line.split(" ");
        EngineLine plain = EngineLine.read(args);
        assertThat(plain).isNotNull();
        Runc runc = new Runc();
        CommandLine picocli = new CommandLine(runc);
        Commands.addTo(picocli, args);
        CommandLine.ParseResult parsed = picocli.parseArgs(args);
        assertThat(fields(plain.runc())).isEqualTo(fields(runc));
        Object command = parsed.subcommand().commandSpec().userObject();
        assertThat(plain.command()).isNotNull().hasSameClassAs(command);
        assertThat(fields(plain.command())).isEqualTo(fields(command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "state",
                "state x y",
                "state --help x",
                "state --nope x",
                "--version",
                "--root",
                "create --preserve-fds n x",
                "create --bundle --pid-file x",
                "exec x true",
                "exec --process /p x true",
                "update x",
                "update --memory 5 x",
                "run x",
                "kill --all=true x",
                "nope x"
            })
    void whatEnginesDoNotWriteIsPicoclis(String line) {
        assertThat(EngineLine.read(line.isEmpty() ? new String[0] : line.split(" ")))
                .isNull();
    }

    @Test
    void anIdIsTakenAsItIs() {
        assertThat(EngineLine.read("state", "@x")).isNull();
        assertThat(EngineLine.read("state", "\"x\"")).isNull();
        assertThat(EngineLine.read("state", "")).isNull();
    }

    /** What its fields hold, as text: those of its parts, too, but not of the command above it. */
    private static Map<String, String> fields(Object object) throws IllegalAccessException {
        Map<String, String> all = new TreeMap<>();
        for (Class<?> c = object.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) continue;
                field.setAccessible(true);
                Object value = field.get(object);
                if (value instanceof Runc) continue;
                boolean part = value instanceof ExecProcess || value instanceof LimitOptions;
                all.put(field.getName(), part ? fields(value).toString() : String.valueOf(value));
            }
        }
        return all;
    }
}
