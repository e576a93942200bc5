package io.jlinux.oci.cni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * Plugins for tests, of a few lines of shell: they write what they were called with to a log, and do what their configuration's {@code
 * mode} says.
 */
final class TestPlugins {
    private static final String SCRIPT = """
            #!/bin/sh
            conf=$(cat)
            name=${0##*/}
            echo "$CNI_COMMAND $name $conf" >>"$LOG"
            [ "$CNI_COMMAND" = VERSION ] && { echo '{"cniVersion":"1.0.0","supportedVersions":["0.1.0","0.4.0","1.0.0","1.1.0","2.0.0-beta"]}'; exit; }
            fail() { echo "{\\"cniVersion\\":\\"1.0.0\\",\\"code\\":$1,\\"msg\\":\\"$2\\",\\"details\\":\\"$3\\"}"; exit 1; }
            case $conf in
              *'"mode":"fail-'$CNI_COMMAND'"'*) fail 11 "not now" "ask again" ;;
              *'"mode":"status"'*) [ "$CNI_COMMAND" = STATUS ] && fail 50 "no address is left" "" ;;
              *'"mode":"hang-'$CNI_COMMAND'"'*) exec sleep 1000 ;;
              *'"mode":"garbage"'*) [ "$CNI_COMMAND" = ADD ] && { echo '{"ips": [{"address": 7}]}'; exit; } ;;
              *'"mode":"text"'*) [ "$CNI_COMMAND" = ADD ] && { echo 'Segmentation fault'; echo 'core dumped' >&2; exit 2; } ;;
              *'"mode":"flood"'*) [ "$CNI_COMMAND" = ADD ] && exec yes ;;
              *'"mode":"fork"'*) [ "$CNI_COMMAND" = ADD ] && sleep 1000 & ;;
            esac
            [ "$CNI_COMMAND" = ADD ] && echo "{\\"cniVersion\\":\\"1.0.0\\",\\"interfaces\\":[{\\"name\\":\\"$name\\",\\"sandbox\\":\\"$CNI_NETNS\\"}]}"
            exit 0
            """;

    private final Path dir;
    private final Path log;

    TestPlugins(Path dir) throws IOException {
        this.dir = dir;
        this.log = dir.resolve("log");
        Path bin = Files.createDirectories(dir.resolve("bin"));
        for (String name : List.of("one", "two", "three")) {
            Path plugin = bin.resolve(name);
            Files.writeString(plugin, SCRIPT);
            Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        clear();
    }

    CniOptions options() {
        return CniOptions.standard()
                .pluginPath(dir.resolve("nothing"), dir.resolve("bin"))
                .cacheDirectory(dir.resolve("cache"))
                .timeout(Duration.ofSeconds(Boolean.getBoolean("jlinux.vm") ? 100 : 20))
                .env("LOG", log.toString());
    }

    /** A network of the three plugins, in which the second one does what {@code mode} says. */
    static CniNetwork network(String version, String mode) {
        return CniNetwork.parse("{\"cniVersion\":\"" + version + "\",\"name\":\"n\",\"plugins\":["
                + "{\"type\":\"one\"},{\"type\":\"two\",\"mode\":\"" + mode + "\"},{\"type\":\"three\"}]}");
    }

    /** {@code ADD one}, in order. */
    List<String> calls() throws IOException {
        return Files.readAllLines(log).stream()
                .map(l -> l.substring(0, l.indexOf(' ', l.indexOf(' ') + 1)))
                .toList();
    }

    /** What the call with this number, from 0, read. */
    String stdin(int call) throws IOException {
        String line = Files.readAllLines(log).get(call);
        return line.substring(line.indexOf('{'));
    }

    void clear() throws IOException {
        Files.writeString(log, "");
    }
}
