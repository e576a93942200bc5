package io.jlinux.examples.runc;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A line as engines write it: the options that podman, conmon, CRI-O and containerd's shim give, and nothing else. It is read here, because
 * picocli, whose annotations are reflected upon, takes longer than everything else that most commands do. Every other line, and so
 * every mistake and every help, is picocli's; where both can read one, they read the same, which a test compares.
 */
final class EngineLine {
    /** Not such a line. */
    private static final class Other extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Other() {
            super(null, null, false, false);
        }
    }

    private final String[] args;
    private int next;
    private @Nullable String inline;
    private String name = "";
    private final Runc runc = new Runc();
    private @Nullable Callable<Integer> command;

    private EngineLine(String... args) {
        this.args = args;
    }

    /** Null for a line that is picocli's. */
    static @Nullable EngineLine read(String... args) {
        EngineLine line = new EngineLine(args);
        try {
            line.read();
            return line;
        } catch (Other | InvalidPathException | NumberFormatException e) {
            return null;
        }
    }

    /** What the process ends with. */
    int execute(PrintStream stderr) {
        try {
            runc.checkLogFormat();
        } catch (IllegalArgumentException e) {
            return runc.failed(stderr, e, "");
        }
        try {
            Callable<Integer> known = command;
            if (known == null) throw new IllegalStateException("no command");
            return known.call();
        } catch (Exception e) {
            return runc.failed(stderr, e, name);
        }
    }

    Runc runc() {
        return runc;
    }

    @Nullable
    Callable<Integer> command() {
        return command;
    }

    private void read() {
        for (String option = option(); option != null; option = option()) global(option);
        if (next == args.length) throw new Other();
        name = args[next++];
        switch (name) {
            case "create" -> create();
            case "start" -> of(new Start());
            case "state" -> of(new State());
            case "pause" -> of(new Pause());
            case "resume" -> of(new Resume());
            case "features" -> command = new Features();
            case "kill" -> kill();
            case "delete" -> delete();
            case "exec" -> exec();
            case "ps" -> ps();
            case "update" -> update();
            default -> throw new Other();
        }
        if (next != args.length) throw new Other();
    }

    private void global(String option) {
        switch (option) {
            case "--root" -> runc.root = Path.of(value());
            case "--log" -> runc.log = Path.of(value());
            case "--log-format" -> runc.logFormat = value();
            case "--rootless" -> runc.rootless = value();
            case "--debug" -> runc.debug = flag();
            case "--systemd-cgroup" -> runc.systemdCgroup = flag();
            default -> throw new Other();
        }
    }

    private void create() {
        Create create = new Create();
        for (String option = option(); option != null; option = option()) {
            switch (option) {
                case "--bundle", "-b" -> create.bundle = Path.of(value());
                case "--no-pivot" -> create.noPivot = flag();
                case "--no-new-keyring" -> create.noNewKeyring = flag();
                default -> process(create, option);
            }
        }
        create.runc = runc;
        create.id = positional();
        command = create;
    }

    private void exec() {
        Exec exec = new Exec();
        for (String option = option(); option != null; option = option()) {
            switch (option) {
                case "--process", "-p" -> exec.changes.file = Path.of(value());
                case "--detach", "-d" -> exec.detach = flag();
                default -> process(exec, option);
            }
        }
        // a command that is given here is for people
        if (exec.changes.file == null) throw new Other();
        exec.runc = runc;
        exec.id = positional();
        command = exec;
    }

    private void process(NewProcess process, String option) {
        switch (option) {
            case "--pid-file" -> process.pidFile = Path.of(value());
            case "--console-socket" -> process.consoleSocket = Path.of(value());
            case "--pidfd-socket" -> process.pidfdSocket = Path.of(value());
            case "--preserve-fds" -> process.preserveFds = Integer.parseInt(value());
            default -> throw new Other();
        }
    }

    private void kill() {
        Kill kill = new Kill();
        for (String option = option(); option != null; option = option()) {
            if (!option.equals("--all") && !option.equals("-a")) throw new Other();
            kill.all = flag();
        }
        of(kill);
        if (next < args.length) kill.signal = positional();
    }

    private void delete() {
        Delete delete = new Delete();
        for (String option = option(); option != null; option = option()) {
            if (!option.equals("--force") && !option.equals("-f")) throw new Other();
            delete.force = flag();
        }
        of(delete);
    }

    private void ps() {
        Ps ps = new Ps();
        for (String option = option(); option != null; option = option()) {
            if (!option.equals("--format") && !option.equals("-f")) throw new Other();
            ps.format = value();
        }
        of(ps);
    }

    private void update() {
        Update update = new Update();
        for (String option = option(); option != null; option = option()) {
            if (!option.equals("--resources") && !option.equals("-r")) throw new Other();
            update.resources = value();
        }
        if (update.resources == null) throw new Other();
        of(update);
    }

    private <C extends OfContainer & Callable<Integer>> void of(C known) {
        known.runc = runc;
        known.id = positional();
        command = known;
    }

    /** The next argument where that is an option, without its value. */
    private @Nullable String option() {
        if (next == args.length || !args[next].startsWith("-")) return null;
        String option = args[next++];
        int equals = option.indexOf('=');
        inline = equals < 0 ? null : option.substring(equals + 1);
        return equals < 0 ? option : option.substring(0, equals);
    }

    private String value() {
        String value = inline;
        if (value == null && next < args.length) value = args[next++];
        // picocli takes quotes off, and an option is no value
        if (value == null || value.isEmpty() || value.startsWith("\"") || isOption(value)) throw new Other();
        return value;
    }

    private static boolean isOption(String value) {
        return value.length() > 1 && value.startsWith("-");
    }

    private boolean flag() {
        if (inline != null) throw new Other();
        return true;
    }

    private String positional() {
        if (next == args.length) throw new Other();
        String value = args[next++];
        if (value.isEmpty() || value.startsWith("-") || value.startsWith("\"") || value.startsWith("@"))
            throw new Other();
        return value;
    }
}
