package io.jlinux.oci.spec;

import io.jlinux.security.Rlimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The container's process.
 *
 * <pre>{@code
 * OciProcess.builder().args("sh", "-c", "id").env("PATH", "/bin").build();
 * }</pre>
 *
 * @param terminal whether the process gets a pseudoterminal
 * @param consoleSize the terminal's size
 * @param user whom it runs as
 * @param args the argv, at least one; the first is searched in the PATH of {@code env}, as execvp does
 * @param commandLine for Windows only
 * @param env the whole environment, {@code KEY=value}
 * @param cwd the working directory, absolute
 * @param capabilities the capability sets; absent is none of them, as in runc, and of a further process the container's
 * @param rlimits limits, each resource at most once
 * @param noNewPrivileges whether execve can never give more privileges
 * @param oomScoreAdj -1000 to 1000; absent leaves it alone
 * @param apparmorProfile the AppArmor profile
 * @param selinuxLabel the SELinux label
 * @param scheduler how it is scheduled; absent is inherited
 * @param ioPriority its I/O priority; absent is inherited
 * @param execCpuAffinity CPUs of processes that are executed later
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#process">config.md: Process</a>
 */
public record OciProcess(
        boolean terminal,
        Optional<OciConsoleSize> consoleSize,
        OciUser user,
        List<String> args,
        Optional<String> commandLine,
        List<String> env,
        String cwd,
        Optional<OciCapabilities> capabilities,
        List<Rlimit> rlimits,
        boolean noNewPrivileges,
        OptionalInt oomScoreAdj,
        Optional<String> apparmorProfile,
        Optional<String> selinuxLabel,
        Optional<OciScheduler> scheduler,
        Optional<OciIoPriority> ioPriority,
        Optional<OciExecCpuAffinity> execCpuAffinity) {
    public OciProcess {
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
    }

    /** A builder with nothing set but what has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with everything as it is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.terminal = terminal;
        builder.consoleSize = consoleSize;
        builder.user = user;
        builder.args = args;
        builder.commandLine = commandLine;
        builder.env = env;
        builder.cwd = cwd;
        builder.capabilities = capabilities;
        builder.rlimits = rlimits;
        builder.noNewPrivileges = noNewPrivileges;
        builder.oomScoreAdj = oomScoreAdj;
        builder.apparmorProfile = apparmorProfile;
        builder.selinuxLabel = selinuxLabel;
        builder.scheduler = scheduler;
        builder.ioPriority = ioPriority;
        builder.execCpuAffinity = execCpuAffinity;
        return builder;
    }

    /** Collects what a {@link OciProcess} is made of; its setters have the names of the record's components. */
    public static final class Builder {
        private boolean terminal = false;
        private Optional<OciConsoleSize> consoleSize = Optional.empty();
        private OciUser user = OciUser.ROOT;
        private List<String> args = List.of();
        private Optional<String> commandLine = Optional.empty();
        private List<String> env = List.of();
        private String cwd = "/";
        private Optional<OciCapabilities> capabilities = Optional.empty();
        private List<Rlimit> rlimits = List.of();
        private boolean noNewPrivileges = false;
        private OptionalInt oomScoreAdj = OptionalInt.empty();
        private Optional<String> apparmorProfile = Optional.empty();
        private Optional<String> selinuxLabel = Optional.empty();
        private Optional<OciScheduler> scheduler = Optional.empty();
        private Optional<OciIoPriority> ioPriority = Optional.empty();
        private Optional<OciExecCpuAffinity> execCpuAffinity = Optional.empty();

        private Builder() {}

        /** Sets terminal: whether the process gets a pseudoterminal. */
        public Builder terminal(boolean terminal) {
            this.terminal = terminal;
            return this;
        }

        /** Sets consoleSize: the terminal's size. */
        public Builder consoleSize(OciConsoleSize consoleSize) {
            this.consoleSize = Optional.of(consoleSize);
            return this;
        }

        /** Sets user: whom it runs as. */
        public Builder user(OciUser user) {
            this.user = user;
            return this;
        }

        /** Sets args: the argv, at least one; the first is searched in the PATH of {@code env}, as execvp does. */
        public Builder args(String... args) {
            this.args = List.of(args);
            return this;
        }

        /** Sets commandLine: for Windows only. */
        public Builder commandLine(String commandLine) {
            this.commandLine = Optional.of(commandLine);
            return this;
        }

        /** Sets env: the whole environment, {@code KEY=value}. */
        public Builder env(List<String> env) {
            this.env = env;
            return this;
        }

        /** Sets cwd: the working directory, absolute. */
        public Builder cwd(String cwd) {
            this.cwd = cwd;
            return this;
        }

        /** Sets capabilities: the capability sets; absent is none of them, as in runc. */
        public Builder capabilities(OciCapabilities capabilities) {
            this.capabilities = Optional.of(capabilities);
            return this;
        }

        /** Sets rlimits: limits, each resource at most once. */
        public Builder rlimits(List<Rlimit> rlimits) {
            this.rlimits = rlimits;
            return this;
        }

        /** Sets noNewPrivileges: whether execve can never give more privileges. */
        public Builder noNewPrivileges(boolean noNewPrivileges) {
            this.noNewPrivileges = noNewPrivileges;
            return this;
        }

        /** Sets oomScoreAdj: -1000 to 1000; absent leaves it alone. */
        public Builder oomScoreAdj(int oomScoreAdj) {
            this.oomScoreAdj = OptionalInt.of(oomScoreAdj);
            return this;
        }

        /** Sets apparmorProfile: the AppArmor profile. */
        public Builder apparmorProfile(String apparmorProfile) {
            this.apparmorProfile = Optional.of(apparmorProfile);
            return this;
        }

        /** Sets selinuxLabel: the SELinux label. */
        public Builder selinuxLabel(String selinuxLabel) {
            this.selinuxLabel = Optional.of(selinuxLabel);
            return this;
        }

        /** Sets scheduler: how it is scheduled; absent is inherited. */
        public Builder scheduler(OciScheduler scheduler) {
            this.scheduler = Optional.of(scheduler);
            return this;
        }

        /** Sets ioPriority: its I/O priority; absent is inherited. */
        public Builder ioPriority(OciIoPriority ioPriority) {
            this.ioPriority = Optional.of(ioPriority);
            return this;
        }

        /** Sets execCpuAffinity: CPUs of processes that are executed later. */
        public Builder execCpuAffinity(OciExecCpuAffinity execCpuAffinity) {
            this.execCpuAffinity = Optional.of(execCpuAffinity);
            return this;
        }

        /** Sets one environment variable, in place of an earlier one of this name. */
        public Builder env(String name, String value) {
            List<String> changed = new ArrayList<>(env);
            changed.removeIf(entry -> entry.startsWith(name + "="));
            changed.add(name + "=" + value);
            env = changed;
            return this;
        }

        /** Adds a limit, in place of an earlier one of its resource. */
        public Builder rlimit(Rlimit rlimit) {
            List<Rlimit> changed = new ArrayList<>(rlimits);
            changed.removeIf(other -> other.resource() == rlimit.resource());
            changed.add(rlimit);
            rlimits = changed;
            return this;
        }

        /** The record; {@link OciConfig#validated()} checks it. */
        public OciProcess build() {
            return new OciProcess(
                    terminal,
                    consoleSize,
                    user,
                    args,
                    commandLine,
                    env,
                    cwd,
                    capabilities,
                    rlimits,
                    noNewPrivileges,
                    oomScoreAdj,
                    apparmorProfile,
                    selinuxLabel,
                    scheduler,
                    ioPriority,
                    execCpuAffinity);
        }
    }
}
