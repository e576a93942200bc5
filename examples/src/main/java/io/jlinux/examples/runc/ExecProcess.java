package io.jlinux.examples.runc;

import io.jlinux.oci.OciContainer;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code exec} runs: the process of a file, or the container's own with what the options change. */
final class ExecProcess {
    @Option(
            names = {"-p", "--process"},
            paramLabel = "FILE",
            description = "the process as JSON; other options that say what runs are not looked at")
    @Nullable
    Path file;

    @Option(names = "--cwd", paramLabel = "DIR", description = "its working directory")
    private @Nullable String cwd;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "a variable of its environment")
    private List<String> env = new ArrayList<>();

    @Option(
            names = {"-t", "--tty"},
            description = "it gets a terminal")
    private boolean tty;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "UID[:GID]",
            description = "whom it runs as")
    private @Nullable String user;

    @Option(
            names = {"-g", "--additional-gids"},
            paramLabel = "GID",
            description = "a further group")
    private List<Long> additionalGids = new ArrayList<>();

    @Option(names = "--process-label", paramLabel = "LABEL", description = "its SELinux label")
    private @Nullable String processLabel;

    @Option(names = "--apparmor", paramLabel = "PROFILE", description = "its AppArmor profile")
    private @Nullable String apparmor;

    @Option(names = "--no-new-privs", description = "it can never get more rights")
    private boolean noNewPrivs;

    @Option(
            names = {"-c", "--cap"},
            paramLabel = "CAPABILITY",
            description = "a capability that it gets, too")
    private List<String> capabilities = new ArrayList<>();

    OciProcess program(OciContainer container, List<String> command) throws IOException {
        if (file != null) return ConfigReader.readProcess(Files.readAllBytes(file));
        if (command.isEmpty()) throw new IllegalArgumentException("exec wants a command, or --process");
        OciProcess own = container
                .config()
                .process()
                .orElseThrow(
                        () -> new IllegalArgumentException("the container has no process: give one with --process"));
        OciProcess.Builder builder = own.toBuilder()
                .args(command.toArray(String[]::new))
                .terminal(tty)
                .noNewPrivileges(own.noNewPrivileges() || noNewPrivs);
        if (cwd != null) builder.cwd(cwd);
        for (String variable : env) {
            int equals = variable.indexOf('=');
            if (equals <= 0) throw new IllegalArgumentException("--env is NAME=VALUE, not " + variable);
            builder.env(variable.substring(0, equals), variable.substring(equals + 1));
        }
        builder.user(user(own.user()));
        if (processLabel != null) builder.selinuxLabel(processLabel);
        if (apparmor != null) builder.apparmorProfile(apparmor);
        if (!capabilities.isEmpty())
            builder.capabilities(with(own.capabilities().orElse(OciCapabilities.NONE)));
        return builder.build();
    }

    private OciUser user(OciUser own) {
        long uid = own.uid();
        long gid = own.gid();
        if (user != null) {
            String[] ids = user.split(":", -1);
            if (ids.length > 2) throw notUser();
            uid = id(ids[0]);
            if (ids.length == 2) gid = id(ids[1]);
        }
        List<Long> groups = new ArrayList<>(own.additionalGids());
        groups.addAll(additionalGids);
        return new OciUser(uid, gid, own.umask(), groups);
    }

    private static long id(String text) {
        if (!text.matches("\\d{1,10}")) throw notUser();
        return Long.parseLong(text);
    }

    private static IllegalArgumentException notUser() {
        return new IllegalArgumentException("--user is UID or UID:GID, in numbers");
    }

    /** Not the inheritable ones: CVE-2022-29162. */
    private OciCapabilities with(OciCapabilities own) {
        return new OciCapabilities(
                plus(own.bounding()), plus(own.effective()), own.inheritable(), plus(own.permitted()), own.ambient());
    }

    private List<String> plus(List<String> own) {
        Set<String> all = new LinkedHashSet<>(own);
        all.addAll(capabilities);
        return List.copyOf(all);
    }
}
